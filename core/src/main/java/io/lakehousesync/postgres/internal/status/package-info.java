/** The table {@code lakehouse_sync.status}, which says how fresh and how verified each table is. */
@NullMarked
package io.lakehousesync.postgres.internal.status;

import org.jspecify.annotations.NullMarked;
