package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * The lock on a heap table that a reader takes before it reads the first row. Until the transaction
 * ends, other sessions can write rows, but cannot change or truncate the table, a partition or an
 * index.
 *
 * <p>Without the lock, a reader could wait in the middle of its work for a session that changes or
 * truncates the table, and then read the changed table. If the transaction of the reader has one
 * snapshot for all statements, this snapshot is older than the change. With the older snapshot, a
 * rewritten or truncated table looks empty.
 */
public final class HeapLock {
  /** Takes no snapshot. Locks the table and its partitions, but not the indexes. */
  private static final String TAKE =
      """
      SET LOCAL lock_timeout = {millis};
      LOCK TABLE {heap} IN ACCESS SHARE MODE
      """;

  private static final String IS_TABLE =
      "SELECT 'yes' FROM pg_class WHERE oid = to_regclass(?) AND relkind IN ('r', 'p')";

  /**
   * Locks the indexes, because the planner locks all indexes for any query. These locks are needed
   * because a REINDEX locks the indexes, but does not exclude readers from the table.
   */
  private static final String TAKE_INDEXES =
      """
      EXPLAIN SELECT FROM {heap};
      {usual}
      """;

  /**
   * Lists the sessions that hold a lock which excludes readers. After them, lists the sessions that
   * wait for such a lock.
   */
  private static final SqlTemplate HOLDERS =
      SqlTemplate.of(
              """
      WITH tables AS (
        SELECT {heap}::regclass::oid AS oid
        UNION SELECT relid::oid FROM pg_partition_tree({heap}::regclass)
      )
      SELECT CASE
        WHEN l.pid IS NULL THEN format('a prepared transaction has locked %s', {relation})
        ELSE format('pid %s (application %s, user %s), %s, now %s since %s: %s',
                    l.pid, nullif(a.application_name, ''), a.usename,
                    CASE WHEN l.granted THEN format('has locked %s', {relation})
                         ELSE format('waits for pid %s to lock %s',
                                     array_to_string(pg_blocking_pids(l.pid), ', '), {relation})
                    END,
                    {state}, {since}, {query})
        END
      FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
      WHERE l.mode = 'AccessExclusiveLock'
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.relation IN (SELECT oid FROM tables
                           UNION SELECT indexrelid FROM pg_index
                           WHERE indrelid IN (SELECT oid FROM tables))
      ORDER BY l.granted DESC, l.relation LIMIT 2
      """)
          .with("relation", "l.relation::regclass")
          .with("state", Sql.ifKnown("a.state"))
          .with("since", Sql.ifKnown(Sql.instant("a.state_change")))
          .with("query", Sql.firstWords("a.query"));

  private HeapLock() {}

  /** Waits for the lock for at most {@code Transactions.LOCK_WAIT}, and takes it. */
  public static void share(Connection connection, SyncTable table) throws SQLException {
    share(connection, table, Transactions.LOCK_WAIT);
  }

  /**
   * Waits for the lock and takes it. If the transaction has one snapshot for all statements, call
   * this method directly after the settings of the transaction.
   *
   * @throws NotAppliedException if the lock was not free within {@code wait}. The message names the
   *     sessions that hold the lock. Also if the owner has replaced the table, for example by a
   *     view, whose functions a reader would call
   */
  public static void share(Connection connection, SyncTable table, Duration wait)
      throws SQLException {
    take(connection, table, wait);
    takeIndexes(connection, table, wait);
  }

  /**
   * Locks several tables as {@link #share(Connection, SyncTable, Duration)} does. Takes no
   * PostgreSQL snapshot before all tables are locked.
   */
  public static void shareAll(Connection connection, List<SyncTable> tables, Duration wait)
      throws SQLException {
    for (SyncTable table : tables) {
      take(connection, table, wait);
    }
    for (SyncTable table : tables) {
      takeIndexes(connection, table, wait);
    }
  }

  private static void take(Connection connection, SyncTable table, Duration wait)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          SqlTemplate.of(TAKE)
              .with("millis", Math.max(1, wait.toMillis()))
              .with("heap", Sql.table(table.source()))
              .sql());
    } catch (SQLException e) {
      fail(connection, table, wait, e);
    }
  }

  private static void takeIndexes(Connection connection, SyncTable table, Duration wait)
      throws SQLException {
    String heap = Sql.table(table.source());
    try (Statement statement = connection.createStatement()) {
      if (table.tracking().kind() != Kind.COMPARISON
          && Queries.value(connection, IS_TABLE, heap).isEmpty()) {
        throw notATable(table);
      }
      statement.execute(
          SqlTemplate.of(TAKE_INDEXES)
              .with("heap", heap)
              .with("usual", Transactions.LOCK_TIMEOUT)
              .sql());
    } catch (SQLException e) {
      fail(connection, table, wait, e);
    }
  }

  /**
   * Throws an exception that names the sessions which hold the lock, if the error is that of a lock
   * that was not free. Otherwise throws the error.
   */
  private static void fail(
      Connection connection, SyncTable table, Duration wait, SQLException error)
      throws SQLException {
    if (!SqlState.isLockTimeout(error)) {
      throw error;
    }
    connection.rollback();
    throw locked(table, wait, holders(connection, table), error);
  }

  private static String holders(Connection connection, SyncTable table) throws SQLException {
    List<String> holders =
        Queries.values(
            connection, HOLDERS.with("heap", Sql.literal(Sql.table(table.source()))).sql());
    return holders.isEmpty()
        ? "a session that has released the lock since"
        : String.join("; ", holders);
  }

  private static NotAppliedException notATable(SyncTable table) {
    return new NotAppliedException(
        Retry.POINTLESS,
        "%s was not read, because %s is not a table. Nothing was changed. Name a table, or use ChangeTracking.comparison()."
            .formatted(table, table.source()),
        null);
  }

  private static NotAppliedException locked(
      SyncTable table, Duration wait, String holders, SQLException cause) {
    return new NotAppliedException(
        Retry.SENSIBLE,
        ("%s: the heap table was not read, because another session locks it and did not release it"
                + " within %d ms. Nothing was committed. Run again when the lock is released; a sync does so by itself."
                + " Locked by: %s.")
            .formatted(table, wait.toMillis(), holders),
        cause);
  }
}
