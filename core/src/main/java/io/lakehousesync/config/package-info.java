/**
 * The configuration of a sync by properties: {@link io.lakehousesync.config.SyncConfiguration}
 * reads and checks the properties, and builds the sync. Modules on the class path provide locators
 * and refreshers by {@link io.lakehousesync.config.LocatorProvider} and {@link
 * io.lakehousesync.config.RefresherProvider}.
 */
@NullMarked
package io.lakehousesync.config;

import org.jspecify.annotations.NullMarked;
