/**
 * The benchmark against SQL that is written by hand: how fast a backlog and small batches are
 * copied, what that costs PostgreSQL, how long it keeps writers waiting, and whether the copies are
 * right.
 *
 * <p>{@link io.lakehousesync.examples.benchmark.Contestant} names who is compared with whom, {@link
 * io.lakehousesync.examples.benchmark.BenchmarkRun} measures.
 */
@NullMarked
package io.lakehousesync.examples.benchmark;

import org.jspecify.annotations.NullMarked;
