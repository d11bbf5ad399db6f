/** The SHOW and DESCRIBE statements, one class for each kind of object. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.statement.show;

import org.jspecify.annotations.NullMarked;
