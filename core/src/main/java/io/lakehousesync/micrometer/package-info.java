/**
 * Meters and observations of a {@link io.lakehousesync.LakehouseSync}, for hosts that use
 * Micrometer. The other packages do not need Micrometer.
 */
@NullMarked
package io.lakehousesync.micrometer;

import org.jspecify.annotations.NullMarked;
