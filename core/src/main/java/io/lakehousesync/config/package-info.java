/**
 * A sync by properties instead of by builder: {@link io.lakehousesync.config.SyncConfiguration}
 * reads and checks them all, and builds what they say. Locators and refreshers come from whichever
 * module is on the class path, by {@link io.lakehousesync.config.LocatorProvider} and {@link
 * io.lakehousesync.config.RefresherProvider}.
 */
@NullMarked
package io.lakehousesync.config;

import org.jspecify.annotations.NullMarked;
