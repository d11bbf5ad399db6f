/**
 * A catalog of one's own, as an example of extension: a DuckDB database on this machine, in which
 * each Iceberg table is a view over local copies of its snapshot's files. Chosen by {@code
 * refresher=duckdb}, for it has a {@link io.lakehousesync.config.RefresherProvider}.
 */
@NullMarked
package io.lakehousesync.examples.duckdb;

import org.jspecify.annotations.NullMarked;
