package io.lakehousesync.testkit.pglake.internal.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The query engine's session in one database. It holds an advisory lock, which the database checks
 * to find out whether the engine runs.
 */
public final class DatabaseSession implements AutoCloseable {
  public static final long LOCK = 7809040420L;

  private final Connection lock;
  private final VacuumPoller vacuums;

  private DatabaseSession(Connection lock, VacuumPoller vacuums) {
    this.lock = lock;
    this.vacuums = vacuums;
  }

  static DatabaseSession start(DataSource database) throws SQLException {
    Connection lock = database.getConnection();
    try (Statement statement = lock.createStatement()) {
      statement.execute("SET application_name = 'pg_lake query engine'");
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
    }
    return new DatabaseSession(lock, VacuumPoller.start(lock, database));
  }

  @Override
  public void close() throws SQLException {
    vacuums.close();
    lock.close();
  }
}
