package io.lakehousesync.config;

import javax.sql.DataSource;

/**
 * Creates connection pools. A host implements this interface to pool the connections that a
 * configuration describes.
 */
@FunctionalInterface
public interface ConnectionPooling {
  /**
   * Creates a pool. If the pool is {@link AutoCloseable}, it is closed together with the sync.
   *
   * @param name the service to which the connections lead: {@code postgres} or {@code snowflake}
   * @param unpooled opens a new connection each time
   * @param connections how many connections are used at the same time
   */
  DataSource pool(String name, DataSource unpooled, int connections);

  /** Returns an implementation that creates no pool: each use opens a new connection. */
  static ConnectionPooling none() {
    return (name, unpooled, connections) -> unpooled;
  }
}
