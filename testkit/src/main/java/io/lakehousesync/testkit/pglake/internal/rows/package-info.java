/** Rows: read from PostgreSQL's COPY format, and read from and written to Parquet files. */
@NullMarked
package io.lakehousesync.testkit.pglake.internal.rows;

import org.jspecify.annotations.NullMarked;
