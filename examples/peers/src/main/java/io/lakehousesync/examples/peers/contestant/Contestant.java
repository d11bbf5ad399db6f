package io.lakehousesync.examples.peers.contestant;

import java.util.OptionalLong;

/** A way to copy that is ready to copy. */
public interface Contestant extends AutoCloseable {
  /** Returns the versions and the settings, in one line. */
  String description();

  /**
   * Copies rows until the Iceberg table has all rows with ids up to {@code lastId}.
   *
   * @return the location of the metadata file of the committed snapshot
   * @throws PeerException if the process has ended
   */
  String copy(long lastId) throws Exception;

  /** Returns the id of the process that copies; empty if only PostgreSQL works. */
  OptionalLong pid();

  /** Stops the process. */
  @Override
  void close() throws Exception;
}
