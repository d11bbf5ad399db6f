/**
 * The load test: a host with little memory copies a large table for the first time, and is killed
 * during this copy. Afterwards, the test compares the cost of a small batch in the large table and
 * in a small table. The package also contains a comparison of indexes on the column with the
 * transaction id.
 *
 * <p>{@link io.lakehousesync.examples.trials.load.LoadHostCommand} is the host. It has its own
 * process, so that only its own memory is measured. It copies the table that each line on standard
 * input names, and reports each batch. {@link io.lakehousesync.examples.trials.load.LoadRun}
 * controls the host.
 */
@NullMarked
package io.lakehousesync.examples.trials.load;

import org.jspecify.annotations.NullMarked;
