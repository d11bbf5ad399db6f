/**
 * The loss test: copies the same concurrent writes with every kind of change tracking, and reports
 * which rows the Iceberg tables lack at the end.
 *
 * <p>Each {@link io.lakehousesync.examples.trials.workload.CopyMethod} under test has its own heap
 * table. {@link io.lakehousesync.examples.trials.workload.Writers} write to all of them, one {@link
 * io.lakehousesync.examples.trials.loss.SyncLoop} per method copies, and {@link
 * io.lakehousesync.examples.trials.workload.RowComparison} compares.
 */
@NullMarked
package io.lakehousesync.examples.trials.loss;

import org.jspecify.annotations.NullMarked;
