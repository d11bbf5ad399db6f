/**
 * The pipeline and its three interfaces, in the order in which the data passes: a {@link
 * io.lakehousesync.SyncSource} copies rows into an Iceberg table, a {@link
 * io.lakehousesync.MetadataLocator} finds the snapshot that was committed, a {@link
 * io.lakehousesync.CatalogRefresher} makes a catalog serve it, and a {@link
 * io.lakehousesync.TableReport} says what is true now. {@link io.lakehousesync.LakehouseSync} runs
 * them.
 */
@NullMarked
package io.lakehousesync;

import org.jspecify.annotations.NullMarked;
