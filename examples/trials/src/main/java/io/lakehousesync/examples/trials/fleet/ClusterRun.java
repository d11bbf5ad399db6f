package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.Futures;
import io.lakehousesync.examples.trials.workload.RunProgress;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run: writes while hosts are killed and started, waits until the hosts have copied all rows,
 * and compares.
 */
final class ClusterRun {
  private static final Duration LONGEST_END = Duration.ofMinutes(2);

  private static final String WAITING =
      """
      SELECT coalesce(max(EXTRACT(EPOCH FROM clock_timestamp() - c.updated_at)), 0)
      FROM lakehouse_sync.checkpoint AS c WHERE c.target LIKE 'cluster.%'""";

  private final PrintStream out;
  private final Services services;
  private final String snowflakeSchema;
  private final FleetTables fleet;
  private final ClusterHosts hosts;
  private final Random random = new Random(7);
  private double longestWait;

  ClusterRun(
      PrintStream out,
      Services services,
      String snowflakeSchema,
      FleetTables fleet,
      ClusterHosts hosts) {
    this.out = out;
    this.services = services;
    this.snowflakeSchema = snowflakeSchema;
    this.fleet = fleet;
    this.hosts = hosts;
  }

  ClusterResult run(Duration time, int rate) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    RateWriter writer =
        new RateWriter(
            services.postgres(),
            fleet.all(),
            rate,
            new FreshnessProbes(services.snowflake(), snowflakeSchema));
    try (hosts) {
      Future<?> writing = thread.submit(writer);
      hosts.fill();
      killAndStart(time, writer);
      writer.stop();
      Futures.of(writing);
      hosts.fill();
      awaitLastSnapshots();
      return result();
    } finally {
      writer.stop();
      thread.shutdownNow();
    }
  }

  private void killAndStart(Duration time, RateWriter writer) throws Exception {
    RunProgress progress = new RunProgress(out, Integer.getInteger("examples.columns", 0));
    long began = System.nanoTime();
    long kill = 0;
    try {
      for (Duration passed = Duration.ZERO;
          passed.compareTo(time) < 0;
          passed = Duration.ofNanos(System.nanoTime() - began)) {
        if (passed.toMillis() >= kill) {
          hosts.killOrStart();
          kill = passed.toMillis() + 1_000 + random.nextInt(4_000);
        }
        longestWait = Math.max(longestWait, seconds(WAITING));
        progress.show(
            passed.toSeconds(),
            time.toSeconds(),
            "%d/%d s, %d kills, %,d rows"
                .formatted(passed.toSeconds(), time.toSeconds(), hosts.kills(), writer.rows()));
        TimeUnit.MILLISECONDS.sleep(500);
      }
    } finally {
      progress.finish();
    }
  }

  /** Waits until the hosts have copied all rows, and the catalog serves them. */
  private void awaitLastSnapshots() throws Exception {
    long end = System.nanoTime() + LONGEST_END.toNanos();
    while (result().lost() > 0 || result().behind() > 0) {
      hosts.check();
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException(
            "%d s after the last write: %s".formatted(LONGEST_END.toSeconds(), result().line()));
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private ClusterResult result() throws SQLException {
    long written = 0;
    long lost = 0;
    long doubled = 0;
    int behind = 0;
    Map<TableName, MetadataLocation> last =
        IcebergTablesLocator.of(services.postgres())
            .locations(fleet.all().stream().map(SyncTable::target).toList());
    for (SyncTable table : fleet.all()) {
      long rows = number("SELECT count(*) FROM %s".formatted(table.source()));
      long copied = number("SELECT count(*) FROM %s".formatted(table.target()));
      long different = number("SELECT count(DISTINCT id) FROM %s".formatted(table.target()));
      written += rows;
      lost += rows - different;
      doubled += copied - different;
      MetadataLocation location = last.get(table.target());
      if (location == null || !isServed(table, location, copied)) {
        behind++;
      }
    }
    return new ClusterResult(
        written,
        lost,
        doubled,
        behind,
        Duration.ofMillis((long) (longestWait * 1000)),
        hosts.kills());
  }

  private boolean isServed(SyncTable table, MetadataLocation location, long rows)
      throws SQLException {
    String name = FleetTables.inSnowflake(snowflakeSchema, table);
    try (Connection connection = services.snowflake().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet served =
          statement.executeQuery(
              "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('%s')".formatted(name))) {
        served.next();
        if (!served.getString(1).contains(location.uri())) {
          return false;
        }
      }
      try (ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + name)) {
        count.next();
        return count.getLong(1) == rows;
      }
    }
  }

  private long number(String sql) throws SQLException {
    return (long) seconds(sql);
  }

  private double seconds(String sql) throws SQLException {
    try (Connection connection = services.postgres().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    }
  }
}
