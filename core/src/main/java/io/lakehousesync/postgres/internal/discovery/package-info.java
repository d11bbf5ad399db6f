/** Finds heap tables by patterns of their names, with what decides how they are synced. */
@NullMarked
package io.lakehousesync.postgres.internal.discovery;

import org.jspecify.annotations.NullMarked;
