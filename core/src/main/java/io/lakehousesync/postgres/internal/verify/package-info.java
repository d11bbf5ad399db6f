/** Comparison of a heap table, its Iceberg table and a catalog, by key ranges. Not for hosts. */
@NullMarked
package io.lakehousesync.postgres.internal.verify;

import org.jspecify.annotations.NullMarked;
