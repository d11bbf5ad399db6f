package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Blocks;
import io.lakehousesync.postgres.report.SetupStatement.Transaction;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The locks that the statements of one transaction need on a heap table. Each wait for a lock has a
 * time limit.
 *
 * <p>While a session waits for a lock, other sessions wait behind it. Therefore each attempt is
 * short. The table is locked before the first statement, so that the transaction waits for nothing
 * while it holds the lock.
 */
record HeapLocks(Connection connection, TableName table) {
  /** How long this session, and others behind it, wait for one lock before the attempt ends. */
  private static final Duration LOCK_WAIT = Duration.ofMillis(300);

  /** How long the sessions wait for all locks on a table and its partitions together. */
  private static final Duration TABLE_WAIT = Duration.ofMillis(500);

  /**
   * How long an attempt waits for other maintenance of the table, such as VACUUM. No reader or
   * writer waits behind the attempt meanwhile. This time is longer than PostgreSQL's
   * deadlock_timeout. If a session waits longer than deadlock_timeout for an autovacuum, PostgreSQL
   * cancels the autovacuum.
   */
  private static final Duration MAINTENANCE_WAIT = Duration.ofSeconds(5);

  /** If this process hangs while it holds locks, PostgreSQL ends its session after this time. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** Takes the locks for these statements. The caller runs the statements next. */
  void take(List<SetupStatement> statements) throws SQLException {
    Blocks most =
        statements.stream()
            .map(SetupStatement::blocks)
            .max(Comparator.naturalOrder())
            .orElse(Blocks.NOBODY);
    if (most == Blocks.NOBODY) {
      return;
    }
    limit("idle_in_transaction_session_timeout", IDLE);
    // Also prevents the owner from changing indexes and partitions until the statements have run.
    limit("lock_timeout", MAINTENANCE_WAIT);
    lock("SHARE UPDATE EXCLUSIVE");
    if (statements.get(0).transaction() == Transaction.TOGETHER) {
      limit("lock_timeout", LOCK_WAIT);
      limit("statement_timeout", TABLE_WAIT);
      lockWithinLimit(most == Blocks.EVERYONE ? "ACCESS EXCLUSIVE" : "SHARE ROW EXCLUSIVE");
      limit("statement_timeout", Duration.ZERO);
    }
    limit("lock_timeout", LOCK_WAIT);
  }

  /** Locks the table. If the statement timeout ends the wait, throws a lock timeout. */
  private void lockWithinLimit(String mode) throws SQLException {
    long start = System.nanoTime();
    try {
      lock(mode);
    } catch (SQLException e) {
      if (SqlState.isCancelled(e) && System.nanoTime() - start >= TABLE_WAIT.toNanos()) {
        throw SqlState.lockTimeout(e);
      }
      throw e;
    }
  }

  private void lock(String mode) throws SQLException {
    execute("LOCK TABLE %s IN %s MODE".formatted(Sql.table(table), mode));
  }

  private void limit(String setting, Duration time) throws SQLException {
    execute("SET LOCAL %s = %d".formatted(setting, time.toMillis()));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
