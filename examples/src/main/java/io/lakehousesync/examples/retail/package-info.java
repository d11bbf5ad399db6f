/**
 * The article's retail simulation as a host application: it writes transactions into heap tables,
 * keeps their Iceberg tables and Snowflake in sync, and proves that all three sides agree.
 */
@NullMarked
package io.lakehousesync.examples.retail;

import org.jspecify.annotations.NullMarked;
