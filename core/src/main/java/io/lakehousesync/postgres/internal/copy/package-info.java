/** The copy of one batch: size, keys, the Iceberg table and the checkpoint. Not for hosts. */
@NullMarked
package io.lakehousesync.postgres.internal.copy;

import org.jspecify.annotations.NullMarked;
