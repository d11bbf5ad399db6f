/**
 * Meters and observations of a {@link io.lakehousesync.LakehouseSync}, for hosts that have
 * Micrometer. Nothing else of the library needs it.
 */
@NullMarked
package io.lakehousesync.micrometer;

import org.jspecify.annotations.NullMarked;
