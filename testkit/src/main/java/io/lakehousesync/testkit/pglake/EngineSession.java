package io.lakehousesync.testkit.pglake;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The running engine: it answers requests, and holds a lock in a session of its own by which the
 * server sees that it does.
 */
final class EngineSession implements AutoCloseable {
  static final long LOCK = 7809040420L;

  private final Connection lock;
  private final HandOver handOver;
  private final VacuumWatch vacuums;

  private EngineSession(Connection lock, HandOver handOver, VacuumWatch vacuums) {
    this.lock = lock;
    this.handOver = handOver;
    this.vacuums = vacuums;
  }

  static EngineSession start(DataSource database, Path directory, QueryEngine engine)
      throws SQLException, IOException {
    HandOver handOver = new HandOver(directory, engine);
    Connection lock = database.getConnection();
    try (Statement statement = lock.createStatement()) {
      statement.execute("SET application_name = 'pg_lake query engine'");
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
    }
    return new EngineSession(lock, handOver, VacuumWatch.start(lock, database));
  }

  @Override
  public void close() throws SQLException {
    vacuums.close();
    handOver.close();
    lock.close();
  }
}
