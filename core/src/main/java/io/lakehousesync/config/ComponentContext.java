package io.lakehousesync.config;

import io.lakehousesync.SyncTable;
import java.util.Map;
import javax.sql.DataSource;

/** What a {@link ComponentProvider} makes its component of. */
public interface ComponentContext {
  /** The configuration. */
  Settings settings();

  /** Connections to PostgreSQL. */
  DataSource postgres();

  /** The tables, by their names in the configuration. */
  Map<String, SyncTable> tables();

  /** How many tables are refreshed at the same time. */
  int parallelRefreshes();

  /**
   * Connections from a pool of the host's, if it has given one.
   *
   * @param name the pool's name
   * @param unpooled what logs in for each connection
   * @param connections how many are used at the same time
   */
  DataSource pool(String name, DataSource unpooled, int connections);

  /** Has a resource closed together with the sync. Returns the resource. */
  <C extends AutoCloseable> C closeAtEnd(C resource);
}
