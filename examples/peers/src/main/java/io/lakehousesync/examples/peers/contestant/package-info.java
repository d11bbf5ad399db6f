/** The ways to copy that are compared: each with its table, its set-up and its process. */
@NullMarked
package io.lakehousesync.examples.peers.contestant;

import org.jspecify.annotations.NullMarked;
