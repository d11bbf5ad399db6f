package io.lakehousesync.testkit.pglake.internal.server;

import io.lakehousesync.testkit.pglake.internal.engine.QueryEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The running query engine. It answers requests. It also holds an advisory lock in its own session.
 * The server checks this lock to find out whether the engine runs.
 */
public final class EngineSession implements AutoCloseable {
  public static final long LOCK = 7809040420L;

  private final Connection lock;
  private final RequestDirectory requests;
  private final VacuumPoller vacuums;

  private EngineSession(Connection lock, RequestDirectory requests, VacuumPoller vacuums) {
    this.lock = lock;
    this.requests = requests;
    this.vacuums = vacuums;
  }

  static EngineSession start(DataSource database, Path directory, QueryEngine engine)
      throws SQLException, IOException {
    RequestDirectory requests = new RequestDirectory(directory, engine);
    Connection lock = database.getConnection();
    try (Statement statement = lock.createStatement()) {
      statement.execute("SET application_name = 'pg_lake query engine'");
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
    }
    return new EngineSession(lock, requests, VacuumPoller.start(lock, database));
  }

  @Override
  public void close() throws SQLException {
    vacuums.close();
    requests.close();
    lock.close();
  }
}
