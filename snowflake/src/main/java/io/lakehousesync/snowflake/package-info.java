/**
 * Classes that a host calls to make Snowflake's Iceberg tables serve the committed snapshot:
 * refreshers, observers, set-up, task pipelines and connections.
 *
 * <p>Everything uses plain JDBC. The host chooses the version of the driver ({@code
 * net.snowflake:snowflake-jdbc}). The driver's own classes are optional: they only add query ids.
 */
@NullMarked
package io.lakehousesync.snowflake;

import org.jspecify.annotations.NullMarked;
