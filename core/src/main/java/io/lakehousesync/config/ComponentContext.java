package io.lakehousesync.config;

import io.lakehousesync.table.SyncTable;
import java.util.Map;
import javax.sql.DataSource;

/** What a {@link ComponentProvider} can use to create its component. */
public interface ComponentContext {
  /** Returns the configuration. */
  Settings settings();

  /** Returns the connections to PostgreSQL. */
  DataSource postgres();

  /** Returns the tables, by their names in the configuration. */
  Map<String, SyncTable> tables();

  /** Returns how many tables are refreshed at the same time. */
  int parallelRefreshes();

  /**
   * Returns connections from a pool of the host. If the host has no pool, returns {@code unpooled}.
   *
   * @param name the pool's name
   * @param unpooled opens a new connection each time
   * @param connections how many connections are used at the same time
   */
  DataSource pool(String name, DataSource unpooled, int connections);

  /** Registers a resource that is closed after the sync. Returns the resource. */
  <C extends AutoCloseable> C closeAtEnd(C resource);
}
