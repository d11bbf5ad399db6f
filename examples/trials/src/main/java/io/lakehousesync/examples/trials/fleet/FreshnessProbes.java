package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.SyncListener;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Measures how long probe rows take to reach the catalog. After each refresh, a query returns the
 * highest id of the table in the catalog. Ids grow, because each table has one writer. Therefore
 * the catalog has all probes up to this id. The time of a probe ends when the query returns.
 */
final class FreshnessProbes implements SyncListener {
  private final DataSource snowflake;
  private final String schema;

  /** When the writer's COMMIT returned, by table and id. */
  private final Map<SyncTable, NavigableMap<Long, Long>> waiting = new ConcurrentHashMap<>();

  private final List<Duration> ages = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean measuring;

  FreshnessProbes(DataSource snowflake, String schema) {
    this.snowflake = snowflake;
    this.schema = schema;
  }

  /** Starts to measure the probes that are committed from now on. */
  void begin() {
    measuring = true;
  }

  void committed(SyncTable table, long id) {
    if (measuring) {
      waiting
          .computeIfAbsent(table, key -> new ConcurrentSkipListMap<>())
          .put(id, System.nanoTime());
    }
  }

  @Override
  public void refreshed(SyncTable table, RefreshResult result, Duration took) {
    NavigableMap<Long, Long> probes = waiting.getOrDefault(table, new ConcurrentSkipListMap<>());
    if (probes.isEmpty()) {
      return;
    }
    long visible = highest(table);
    long now = System.nanoTime();
    NavigableMap<Long, Long> seen = probes.headMap(visible, true);
    seen.values().forEach(committed -> ages.add(Duration.ofNanos(now - committed)));
    seen.clear();
  }

  private long highest(SyncTable table) {
    try (Connection connection = snowflake.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT MAX(ID) FROM " + FleetTables.inSnowflake(schema, table))) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the catalog cannot be queried for " + table, e);
    }
  }

  /** Waits until the catalog has every probe. */
  void awaitAll(Duration longest) throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + longest.toNanos();
    while (waiting.values().stream().anyMatch(probes -> !probes.isEmpty())) {
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException("rows are missing in the catalog: " + waiting);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Returns the lags in ascending order. */
  List<Duration> ages() {
    synchronized (ages) {
      return ages.stream().sorted().toList();
    }
  }
}
