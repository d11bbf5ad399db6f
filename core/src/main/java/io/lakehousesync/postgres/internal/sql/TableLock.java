package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;

/**
 * An advisory lock on the Iceberg table's name. Until the transaction ends, no other process copies
 * the table. A copy locks the heap table too, so that its columns do not change meanwhile.
 */
public final class TableLock {
  private static final String KEY = "hashtextextended('lakehouse_sync:' || ?, 0)";

  private static final String TAKE = "SELECT pg_advisory_xact_lock(%s)".formatted(KEY);
  private static final String TRY = "SELECT pg_try_advisory_xact_lock(%s)".formatted(KEY);

  /**
   * Describes the holder of the lock. Any role can take an advisory lock. A role that may not read
   * the checkpoints cannot copy. If it holds the lock, it only prevents the copies of others.
   * Before the first set-up there are no checkpoints, and no holder is suspected.
   */
  private static final String HOLDER =
      SqlTemplate.of(
              """
      SELECT coalesce(has_table_privilege(a.usesysid, to_regclass('lakehouse_sync.checkpoint'), 'SELECT'),
                      a.pid IS NOT NULL),
             CASE WHEN a.pid IS NULL THEN 'a prepared transaction'
                  ELSE format('pid %s (application %s, user %s)', a.pid, nullif(a.application_name, ''), a.usename)
             END,
             {since}
      FROM (SELECT {key} AS key) AS k
      JOIN pg_locks AS l ON l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32 | l.objid::bigint) = k.key
      LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
      ORDER BY 1 DESC LIMIT 1
      """)
          .with("since", Sql.ifKnown(Sql.instant("a.xact_start")))
          .with("key", KEY)
          .sql();

  /**
   * How long a copy waits for a session that locks the heap table. This time is short, because the
   * waiting copy occupies a thread that other tables need.
   */
  private static final Duration WAIT_FOR_HEAP = Duration.ofSeconds(1);

  private TableLock() {}

  /** Waits for the lock and takes it. Does not lock the heap table. */
  public static void take(Connection connection, SyncTable table) throws SQLException {
    query(connection, TAKE, table, "");
  }

  /**
   * Waits for the lock, at most as long as {@code wait}. Does not touch the heap table, and so
   * calls no function of its owner.
   *
   * @return whether the lock was taken
   */
  public static boolean tryAloneFor(Connection connection, SyncTable table, Duration wait)
      throws SQLException {
    String tried = query(connection, TRY, table, "f");
    return tried.equals("t") || (!wait.isZero() && waitFor(connection, table, wait));
  }

  /**
   * Waits for the lock, at most as long as {@code wait}. Then locks the heap table for reading.
   *
   * @return whether the lock was taken
   * @throws io.lakehousesync.exceptions.NotAppliedException if another session locks the heap table
   */
  public static boolean tryFor(Connection connection, SyncTable table, Duration wait)
      throws SQLException {
    boolean taken = tryAloneFor(connection, table, wait);
    if (taken) {
      HeapLock.share(connection, table, WAIT_FOR_HEAP);
    }
    return taken;
  }

  private static boolean waitFor(Connection connection, SyncTable table, Duration wait)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = %d".formatted(Math.max(1, wait.toMillis())));
      query(connection, TAKE, table, "");
      // The savepoint is not rolled back, because that would release the lock.
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

  /**
   * The session that holds the lock.
   *
   * @param copies whether the role of the session may copy. If not, the session only prevents the
   *     copies of others
   * @param description the session, for messages
   */
  public record Holder(boolean copies, String description) {}

  /** Returns the session that holds the lock. */
  public static Holder holder(Connection connection, SyncTable table) throws SQLException {
    return holder(connection, table.target());
  }

  /** Returns the session that holds the lock of an Iceberg table. */
  static Holder holder(Connection connection, TableName iceberg) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HOLDER)) {
      statement.setString(1, iceberg.toString());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return new Holder(true, "another session, which copies the table");
        }
        return row.getBoolean(1)
            ? new Holder(
                true,
                "%s, which copies the table since %s".formatted(row.getString(2), row.getString(3)))
            : new Holder(
                false,
                ("%s, which holds the lock of the copy. Its role has no right to copy, so it only stops"
                        + " the copies: end it (pg_terminate_backend, or ROLLBACK PREPARED), and find"
                        + " out who it is")
                    .formatted(row.getString(2)));
      }
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
