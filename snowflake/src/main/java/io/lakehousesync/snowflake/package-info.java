/**
 * The Snowflake side: making Iceberg tables of Snowflake serve the snapshot that was committed.
 *
 * <p>Everything is plain JDBC. The driver ({@code net.snowflake:snowflake-jdbc}) is the host's to
 * choose; it is used by its own classes only to learn query ids, and only if it is there.
 */
@NullMarked
package io.lakehousesync.snowflake;

import org.jspecify.annotations.NullMarked;
