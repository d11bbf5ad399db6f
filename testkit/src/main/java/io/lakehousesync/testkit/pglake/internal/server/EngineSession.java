package io.lakehousesync.testkit.pglake.internal.server;

import io.lakehousesync.testkit.pglake.internal.engine.QueryEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The running query engine. It answers requests of all databases, and has a session in each of
 * them. Not thread-safe.
 */
final class EngineSession implements AutoCloseable {
  private final RequestDirectory requests;
  private final Map<String, DatabaseSession> databases = new HashMap<>();

  private EngineSession(RequestDirectory requests) {
    this.requests = requests;
  }

  /** Starts the engine without a database. */
  static EngineSession start(Path directory, QueryEngine engine) throws IOException {
    return new EngineSession(new RequestDirectory(directory, engine));
  }

  void add(String name, DataSource database) throws SQLException {
    databases.put(name, DatabaseSession.start(database));
  }

  void remove(String name) throws SQLException {
    DatabaseSession session = databases.remove(name);
    if (session != null) {
      session.close();
    }
  }

  @Override
  public void close() throws SQLException {
    for (DatabaseSession session : databases.values()) {
      session.close();
    }
    requests.close();
  }
}
