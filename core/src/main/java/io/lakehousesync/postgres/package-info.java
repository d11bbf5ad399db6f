/**
 * The PostgreSQL side: copying from heap tables into pg_lake Iceberg tables, and finding the
 * snapshots that were committed.
 */
@NullMarked
package io.lakehousesync.postgres;

import org.jspecify.annotations.NullMarked;
