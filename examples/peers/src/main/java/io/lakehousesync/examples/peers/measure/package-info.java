/** What the comparison measures: CPU time, memory, retained WAL, writers, and equal rows. */
@NullMarked
package io.lakehousesync.examples.peers.measure;

import org.jspecify.annotations.NullMarked;
