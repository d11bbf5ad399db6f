/** The columns of a heap table and its Iceberg table, and how they differ. Not for hosts. */
@NullMarked
package io.lakehousesync.postgres.internal.schema;

import org.jspecify.annotations.NullMarked;
