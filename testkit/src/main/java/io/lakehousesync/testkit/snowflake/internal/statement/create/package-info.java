/** The CREATE statements, one class each. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.statement.create;

import org.jspecify.annotations.NullMarked;
