/**
 * The PostgreSQL side: set-up, copies from heap tables into pg_lake Iceberg tables, metadata
 * locations, verification and maintenance.
 */
@NullMarked
package io.lakehousesync.postgres;

import org.jspecify.annotations.NullMarked;
