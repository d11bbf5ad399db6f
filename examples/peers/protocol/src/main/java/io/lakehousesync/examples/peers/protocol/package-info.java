/**
 * The lines that the comparison and the process of a peer exchange, and the settings that the
 * process gets. Uses no class of the library.
 */
@NullMarked
package io.lakehousesync.examples.peers.protocol;

import org.jspecify.annotations.NullMarked;
