package io.lakehousesync.testkit.pglake;

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
 * Does what VACUUM means for an Iceberg table. PostgreSQL lets no SQL run in a VACUUM, and has no
 * event trigger for it, but counts those that have ended: so the counts are looked at, and the
 * files follow within a moment, one table after the other, with the settings of the database.
 *
 * <p>As in pg_lake, a failure is a warning; it stands in the JVM's log.
 */
final class VacuumWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(VacuumWatch.class);
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
  private volatile @Nullable Statement underWay;

  private VacuumWatch(Connection counts, DataSource database) {
    this.counts = counts;
    this.database = database;
    this.thread = new Thread(this::run, "pg_lake-vacuum");
    thread.setDaemon(true);
  }

  /**
   * Starts to watch.
   *
   * @param counts for looking; nobody else uses it until this is closed
   */
  static VacuumWatch start(Connection counts, DataSource database) {
    VacuumWatch watch = new VacuumWatch(counts, database);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      Map<Long, Long> seen = look();
      while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        Map<Long, Long> now = look();
        for (long table : vacuumed(seen, now)) {
          vacuum(table);
        }
        seen = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // Without its connection the engine is dead, and says so to everybody who needs it.
      log.debug("VACUUM is not watched any more", e);
    }
  }

  private Map<Long, Long> look() throws SQLException {
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
      underWay = statement;
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
      underWay = null;
    }
  }

  private static boolean isTrue(Statement statement, String function, long table)
      throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT lake_testkit.%s(%d)".formatted(function, table))) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Stops. What is under way is rolled back. */
  @Override
  public void close() throws SQLException {
    closed.countDown();
    Statement statement = underWay;
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
