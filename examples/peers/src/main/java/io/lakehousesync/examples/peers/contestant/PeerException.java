package io.lakehousesync.examples.peers.contestant;

/** A peer that cannot be measured. The message says why. */
public final class PeerException extends RuntimeException {
  /** Creates the exception. */
  public PeerException(String message) {
    super(message);
  }
}
