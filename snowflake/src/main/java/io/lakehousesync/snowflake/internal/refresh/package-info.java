/** Refreshes of one Iceberg table in Snowflake: guard, statement, read-back, and replacement. */
@NullMarked
package io.lakehousesync.snowflake.internal.refresh;

import org.jspecify.annotations.NullMarked;
