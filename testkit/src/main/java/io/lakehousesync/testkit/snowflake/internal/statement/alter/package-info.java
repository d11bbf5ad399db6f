/** The ALTER and DROP statements. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import org.jspecify.annotations.NullMarked;
