/**
 * The loss test: every kind of change tracking under the same adversarial writers, and what is
 * missing in the Iceberg tables at the end.
 *
 * <p>A {@link io.lakehousesync.examples.workload.Kind} is what is tested. {@link
 * io.lakehousesync.examples.workload.Writers} write to the heap tables of all kinds, a {@link
 * io.lakehousesync.examples.losstest.SyncLoop} per kind copies, and {@link
 * io.lakehousesync.examples.workload.Score} compares.
 */
@NullMarked
package io.lakehousesync.examples.losstest;

import org.jspecify.annotations.NullMarked;
