/**
 * The load test: a large table is copied for the first time by a host with little memory, which is
 * killed on its way, and a small batch costs afterwards what it costs in a small table. And a
 * comparison of indexes on the column with the transaction id.
 *
 * <p>{@link io.lakehousesync.examples.load.LoadHostCommand} is the host, a process of its own, so
 * that its memory is nobody else's. It copies the tables that it is told to, one line on standard
 * input for each, and reports each batch. {@link io.lakehousesync.examples.load.LoadRun} leads it.
 */
@NullMarked
package io.lakehousesync.examples.load;

import org.jspecify.annotations.NullMarked;
