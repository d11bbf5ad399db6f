package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncListener;
import io.lakehousesync.TableReport;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.dbscheduler.ScheduledTables;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts whose tables db-scheduler runs. */
class DbSchedulerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private HostLakehouse lakehouse;
  private Path config;

  @BeforeEach
  void open() throws Exception {
    lakehouse = new HostLakehouse(directory);
    config = lakehouse.postgresOnly();
    assertThat(ExampleRun.of("setup", "--apply", "--config", config.toString()).exitCode())
        .isZero();
  }

  @AfterEach
  void close() throws SQLException {
    lakehouse.sql("DROP TABLE IF EXISTS scheduled_tasks");
    lakehouse.close();
  }

  @Test
  void twoHostsRunEachTableOneAtATimeAndEveryRowArrivesOnce() throws Exception {
    SyncConfiguration configuration = SyncConfiguration.load(config);
    Overlaps overlaps = new Overlaps();
    try (ConfiguredSync one = configuration.build();
        ConfiguredSync two = configuration.build();
        LakehouseSync first = one.builder().listener(overlaps).build();
        LakehouseSync second = two.builder().listener(overlaps).build()) {
      ScheduledTables.createTable(one.postgres());
      Scheduler a = scheduler("a", one, first);
      Scheduler b = scheduler("b", two, second);
      try {
        a.start();
        b.start();
        for (int i = 101; i <= 120; i++) {
          lakehouse.sql("INSERT INTO host_it.orders VALUES (%1$d, %1$d)".formatted(i));
        }
        await().atMost(PATIENCE).until(() -> icebergOrders() == 120);
        int before = overlaps.runs.get();
        await().atMost(PATIENCE).until(() -> overlaps.runs.get() > before + 2);
      } finally {
        a.stop();
        b.stop();
      }
    }

    assertThat(icebergOrders()).isEqualTo(120);
    assertThat(overlaps.seen).isEmpty();
  }

  @Test
  void theCommandRunsAllTables() {
    ExampleRun run =
        ExampleRun.of("dbscheduler", "--config", config.toString(), "--duration", "5s");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.value("rows")).isEqualTo("102");
  }

  private static Scheduler scheduler(String name, ConfiguredSync parts, LakehouseSync sync) {
    return Scheduler.create(parts.postgres())
        .schedulerName(new SchedulerName.Fixed(name))
        .startTasks(ScheduledTables.tasks(sync, Duration.ofMillis(100)))
        .threads(2)
        .pollingInterval(Duration.ofMillis(100))
        .build();
  }

  private static int icebergOrders() throws SQLException {
    try (Connection connection = LakehouseUnderTest.shared().postgres().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM host_it.iceberg_orders")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** Tables that two hosts ran at the same time. */
  private static final class Overlaps implements SyncListener {
    private final Set<SyncTable> running = ConcurrentHashMap.newKeySet();
    private final Set<SyncTable> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger runs = new AtomicInteger();

    @Override
    public void started(SyncTable table) {
      if (!running.add(table)) {
        seen.add(table);
      }
    }

    @Override
    public void ended(TableReport report) {
      running.remove(report.table());
      runs.incrementAndGet();
    }
  }
}
