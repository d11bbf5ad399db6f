package io.lakehousesync.examples.peers.protocol;

/** A way to copy rows of a heap table into an Iceberg table, in a process of its own. */
public interface Peer extends AutoCloseable {
  /** Returns the versions and the settings of the peer, in one line. */
  String description();

  /**
   * Copies rows until the Iceberg table has all rows with ids up to {@code lastId}. These rows are
   * committed in PostgreSQL before this call.
   *
   * @return the location of the metadata file of the committed snapshot
   */
  String copy(long lastId) throws Exception;

  /** Stops the peer, and drops the Iceberg table if the peer has created it. */
  @Override
  void close() throws Exception;
}
