package io.lakehousesync.config;

import io.lakehousesync.spi.MetadataLocator;

/** Creates the locator that the key {@code locator} names. */
public interface LocatorProvider extends ComponentProvider<MetadataLocator> {}
