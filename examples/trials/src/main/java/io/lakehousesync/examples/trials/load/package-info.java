/**
 * The load test: a host with little memory copies a large table for the first time and is killed
 * meanwhile; afterwards, the cost of a small batch is compared with the cost in a small table. Also
 * a comparison of indexes on the column with the transaction id.
 *
 * <p>{@link io.lakehousesync.examples.trials.load.LoadHostCommand} is the host. It has its own
 * process, so that only its own memory is measured. It copies the table that each line on standard
 * input names, and reports each batch. {@link io.lakehousesync.examples.trials.load.LoadRun}
 * controls it.
 */
@NullMarked
package io.lakehousesync.examples.trials.load;

import org.jspecify.annotations.NullMarked;
