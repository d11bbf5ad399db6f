/**
 * A custom catalog: a DuckDB database on this machine, with one view for each Iceberg table. The
 * view reads local copies of the snapshot's files. A {@link
 * io.lakehousesync.config.RefresherProvider} makes {@code refresher=duckdb} available to
 * configuration files.
 */
@NullMarked
package io.lakehousesync.examples.duckdb;

import org.jspecify.annotations.NullMarked;
