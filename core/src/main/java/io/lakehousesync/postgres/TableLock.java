package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;

/**
 * Keeps others from copying a table, in whatever process, until the transaction ends, by an
 * advisory lock on the Iceberg table's name; and the heap table's columns from changing between
 * being read and being copied.
 */
final class TableLock {
  private static final String KEY = "hashtextextended('lakehouse_sync:' || ?, 0)";

  private static final String HOLDER =
      """
      SELECT format('pid %%s (application %%s), which copies the table since %%s',
                    a.pid, nullif(a.application_name, ''), %s)
      FROM (SELECT %s AS key) AS k
      JOIN pg_locks AS l ON l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32 | l.objid::bigint) = k.key
      JOIN pg_stat_activity AS a ON a.pid = l.pid
      """
          .formatted(Sql.instant("a.xact_start"), KEY);

  private TableLock() {}

  /** Waits for the lock. */
  static void take(Connection connection, SyncTable table) throws SQLException {
    query(connection, "SELECT pg_advisory_xact_lock(%s)".formatted(KEY), table, "");
    shareHeap(connection, table);
  }

  /**
   * Waits for the lock, but not for longer than {@code wait}.
   *
   * @return whether it was taken
   */
  static boolean tryFor(Connection connection, SyncTable table, Duration wait) throws SQLException {
    String tried =
        query(connection, "SELECT pg_try_advisory_xact_lock(%s)".formatted(KEY), table, "f");
    boolean taken = tried.equals("t") || (!wait.isZero() && waitFor(connection, table, wait));
    if (taken) {
      shareHeap(connection, table);
    }
    return taken;
  }

  private static boolean waitFor(Connection connection, SyncTable table, Duration wait)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = %d".formatted(Math.max(1, wait.toMillis())));
      query(connection, "SELECT pg_advisory_xact_lock(%s)".formatted(KEY), table, "");
      // The savepoint stays, and with it the lock; the setting goes back to the transaction's.
      statement.execute(Transactions.LOCK_TIMEOUT);
      return true;
    } catch (SQLException e) {
      if (!SqlState.isLockTimeout(e)) {
        throw e;
      }
      connection.rollback(before);
      return false;
    }
  }

  /** Who holds the lock, in words. */
  static String holder(Connection connection, SyncTable table) throws SQLException {
    return query(connection, HOLDER, table, "another session, which copies the table");
  }

  private static void shareHeap(Connection connection, SyncTable table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE %s IN ACCESS SHARE MODE".formatted(Sql.table(table.source())));
    }
  }

  private static String query(Connection connection, String sql, SyncTable table, String otherwise)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.target().toString());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : otherwise;
      }
    }
  }
}
