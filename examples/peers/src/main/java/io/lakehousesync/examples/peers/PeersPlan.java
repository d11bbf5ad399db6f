package io.lakehousesync.examples.peers;

import java.time.Duration;

/**
 * The sizes of a comparison.
 *
 * @param rows the rows of the first load
 * @param backlogRows the rows of each of two backlogs
 * @param writing how long the writer writes at least
 */
record PeersPlan(long rows, long backlogRows, Duration writing) {}
