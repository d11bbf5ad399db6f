/**
 * The test of groups: writers keep an invariant over two tables, and hosts that copy the tables are
 * killed. A reader counts how often the Iceberg tables break the invariant, in a group and without
 * a group.
 *
 * <p>{@link io.lakehousesync.examples.trials.group.GroupHostCommand} is the host, in its own
 * process.
 */
@NullMarked
package io.lakehousesync.examples.trials.group;

import org.jspecify.annotations.NullMarked;
