/**
 * The benchmark against SQL that is written by hand: how fast a backlog and small batches are
 * copied, what a copy costs PostgreSQL, how long it delays writers, and whether the copies are
 * right.
 *
 * <p>{@link io.lakehousesync.examples.trials.benchmark.EngineRun} measures the default tracking
 * against the bare statement of the engine. {@link
 * io.lakehousesync.examples.trials.benchmark.Contestant} lists the methods to compare, {@link
 * io.lakehousesync.examples.trials.benchmark.BenchmarkRun} measures them.
 */
@NullMarked
package io.lakehousesync.examples.trials.benchmark;

import org.jspecify.annotations.NullMarked;
