/**
 * The kill test: kills a host at each step of a run while writers write, and reports what the
 * Iceberg tables and the catalog lack at the end.
 *
 * <p>{@link io.lakehousesync.examples.trials.kill.KillHostCommand} is the host, in its own process.
 * It announces each {@link io.lakehousesync.examples.trials.kill.Step} through decorators around
 * the parts of the library, and continues when its parent process answers. {@link
 * io.lakehousesync.examples.trials.kill.KillRun} starts hosts, and kills each host at the point
 * that the {@link io.lakehousesync.examples.trials.kill.KillPlan} names.
 */
@NullMarked
package io.lakehousesync.examples.trials.kill;

import org.jspecify.annotations.NullMarked;
