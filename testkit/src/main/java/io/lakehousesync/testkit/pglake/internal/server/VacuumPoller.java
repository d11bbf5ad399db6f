package io.lakehousesync.testkit.pglake.internal.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs VACUUM on Iceberg tables. PostgreSQL runs no SQL during a VACUUM, and has no event
 * trigger for VACUUM. But PostgreSQL counts completed VACUUMs. This class polls the counts, and
 * then vacuums the files, one table after the other, with the settings of the database.
 *
 * <p>As in pg_lake, a failure is a warning. It is written to the JVM's log.
 */
final class VacuumPoller implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(VacuumPoller.class);
  private static final long INTERVAL_MILLIS = 100;
  private static final int MOST_COMPACTIONS = 100;

  private static final String COUNTS =
      """
      SELECT t.table_oid, pg_stat_get_vacuum_count(t.table_oid)
      FROM lake_testkit.tables t
      WHERE pg_stat_get_vacuum_count(t.table_oid) > 0
      """;

  private final Connection counts;
  private final DataSource database;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Statement running;

  private VacuumPoller(Connection counts, DataSource database) {
    this.counts = counts;
    this.database = database;
    this.thread = new Thread(this::run, "pg_lake-vacuum");
    thread.setDaemon(true);
  }

  /**
   * Starts polling.
   *
   * @param counts the connection for polling. Nothing else may use it until this poller is closed
   */
  static VacuumPoller start(Connection counts, DataSource database) {
    VacuumPoller watch = new VacuumPoller(counts, database);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      Map<Long, Long> before = readCounts();
      while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        Map<Long, Long> now = readCounts();
        for (long table : vacuumed(before, now)) {
          vacuum(table);
        }
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // The lost connection held the engine's lock, so the engine now counts as stopped. Statements
      // that need the engine report that.
      log.debug("Polling for VACUUM has ended", e);
    }
  }

  private Map<Long, Long> readCounts() throws SQLException {
    Map<Long, Long> found = new HashMap<>();
    try (Statement statement = counts.createStatement();
        ResultSet rows = statement.executeQuery(COUNTS)) {
      while (rows.next()) {
        found.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return found;
  }

  private static List<Long> vacuumed(Map<Long, Long> before, Map<Long, Long> now) {
    List<Long> tables = new ArrayList<>();
    now.forEach(
        (table, count) -> {
          if (count > before.getOrDefault(table, 0L)) {
            tables.add(table);
          }
        });
    return tables;
  }

  private void vacuum(long table) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      running = statement;
      int compactions = 0;
      while (compactions < MOST_COMPACTIONS && isTrue(statement, "compact", table)) {
        compactions++;
      }
      statement.execute("SELECT lake_testkit.expire_snapshots(%d)".formatted(table));
      statement.execute("SELECT lake_testkit.remove_files(%d)".formatted(table));
    } catch (SQLException e) {
      if (closed.getCount() > 0) {
        log.warn("VACUUM of the Iceberg table with oid {} was not completed", table, e);
      }
    } finally {
      running = null;
    }
  }

  private static boolean isTrue(Statement statement, String function, long table)
      throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT lake_testkit.%s(%d)".formatted(function, table))) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Stops polling. Work in progress is rolled back. */
  @Override
  public void close() throws SQLException {
    closed.countDown();
    Statement statement = running;
    if (statement != null) {
      statement.cancel();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
