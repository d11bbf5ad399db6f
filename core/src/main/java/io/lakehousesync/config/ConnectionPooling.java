package io.lakehousesync.config;

import javax.sql.DataSource;

/**
 * Puts a connection pool of the host's choice in front of connections that a configuration
 * describes.
 */
@FunctionalInterface
public interface ConnectionPooling {
  /**
   * Makes a pool. If it is {@link AutoCloseable}, it is closed together with the sync.
   *
   * @param name what the connections lead to: {@code postgres}, {@code snowflake}
   * @param unpooled what logs in for each connection
   * @param connections how many are used at the same time
   */
  DataSource pool(String name, DataSource unpooled, int connections);

  /** No pool: each connection is a new one. */
  static ConnectionPooling none() {
    return (name, unpooled, connections) -> unpooled;
  }
}
