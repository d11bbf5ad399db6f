/**
 * The retail demo: it writes transactions into heap tables, keeps their Iceberg tables and
 * Snowflake in sync, and compares all three. Tables and queries are those of "the article": Reza
 * Brianca, "Building a True Lakehouse via Snowflake Postgres and pg_lake".
 */
@NullMarked
package io.lakehousesync.examples.retail;

import org.jspecify.annotations.NullMarked;
