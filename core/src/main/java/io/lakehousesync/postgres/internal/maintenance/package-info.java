/** The storage layout of Iceberg tables, and VACUUM. Not for hosts. */
@NullMarked
package io.lakehousesync.postgres.internal.maintenance;

import org.jspecify.annotations.NullMarked;
