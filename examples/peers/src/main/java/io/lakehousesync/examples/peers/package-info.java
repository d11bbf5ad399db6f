/**
 * {@code examples/run peers}: compares the library with other ways to copy the same rows.
 *
 * <p>{@link io.lakehousesync.examples.peers.PeerRun} measures one way, {@link
 * io.lakehousesync.examples.peers.PeersReport} shows all.
 */
@NullMarked
package io.lakehousesync.examples.peers;

import org.jspecify.annotations.NullMarked;
