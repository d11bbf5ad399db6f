package io.lakehousesync.examples.peers.contestant;

/** The server cannot run a peer. The message says what is missing. */
public final class NotAvailableException extends Exception {
  /** Creates the exception. */
  public NotAvailableException(String message) {
    super(message);
  }
}
