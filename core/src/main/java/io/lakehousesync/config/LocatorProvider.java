package io.lakehousesync.config;

import io.lakehousesync.MetadataLocator;

/** Makes what the key {@code locator} names. */
public interface LocatorProvider extends ComponentProvider<MetadataLocator> {}
