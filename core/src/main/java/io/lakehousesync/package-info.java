/**
 * The sync that a host builds and runs. A run calls three interfaces for each table, in the order
 * in which the data moves: a {@link io.lakehousesync.spi.SyncSource} copies rows into an Iceberg
 * table, a {@link io.lakehousesync.spi.MetadataLocator} finds the metadata file of the committed
 * snapshot, and a {@link io.lakehousesync.spi.CatalogRefresher} makes a catalog serve that file. A
 * {@link io.lakehousesync.TableReport} states the result.
 */
@NullMarked
package io.lakehousesync;

import org.jspecify.annotations.NullMarked;
