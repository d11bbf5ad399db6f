/**
 * The kill test: a host that is killed again and again, at each step of a run, while writers write,
 * and what the Iceberg tables and the catalog lack at the end.
 *
 * <p>{@link io.lakehousesync.examples.killtest.HostCommand} is the host, a process of its own. It
 * announces each {@link io.lakehousesync.examples.killtest.Step} through decorators around what the
 * library is made of, and waits for leave to go on. {@link
 * io.lakehousesync.examples.killtest.KillRun} starts one after the other and kills it where the
 * {@link io.lakehousesync.examples.killtest.KillPlan} says.
 */
@NullMarked
package io.lakehousesync.examples.killtest;

import org.jspecify.annotations.NullMarked;
