/**
 * The parts that the loss test, the kill test and the benchmark share: concurrent writers, the
 * tables that they write to, and the comparison of heap rows and Iceberg rows.
 *
 * <p>{@link io.lakehousesync.examples.trials.workload.Writers} run transactions over the heap
 * tables of several {@link io.lakehousesync.examples.trials.workload.TableProfile}s at once. {@link
 * io.lakehousesync.examples.trials.workload.WorkloadDatabase} creates those tables, and compares
 * them with their Iceberg tables at the end.
 */
@NullMarked
package io.lakehousesync.examples.trials.workload;

import org.jspecify.annotations.NullMarked;
