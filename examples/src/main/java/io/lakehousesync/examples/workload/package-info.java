/**
 * Adversarial writers, the tables that they write to, and the score of what was copied: what the
 * tests of this library's guarantees have in common.
 *
 * <p>{@link io.lakehousesync.examples.workload.Writers} run transactions over the heap tables of
 * several {@link io.lakehousesync.examples.workload.Profile}s at once. {@link
 * io.lakehousesync.examples.workload.WorkloadDatabase} creates those tables, and compares them with
 * their Iceberg tables at the end.
 */
@NullMarked
package io.lakehousesync.examples.workload;

import org.jspecify.annotations.NullMarked;
