package io.lakehousesync.examples.page;

import io.lakehousesync.RunStep;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Made-up syncs for tests: their tables go through the recorder as real ones do. */
final class PageSamples {
  static final Instant START = Instant.parse("2026-12-01T10:00:00Z");

  static final String GUARANTEE =
      "Captures inserts, updates, deletes, changed keys, TRUNCATE, and rows that move between"
          + " partitions. Does not capture changes by sessions that disable triggers.";

  private PageSamples() {}

  /** A clock that tests set. Thread-safe. */
  static final class TestClock extends Clock {
    private volatile Instant now = START;

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  /** Returns tables with the names that a shop would have. */
  static List<SyncTable> tables(int count) {
    List<String> names =
        List.of("orders", "order_items", "customers", "products", "stores", "payments", "returns");
    return IntStream.range(0, count)
        .mapToObj(i -> names.get(i % names.size()) + (i < names.size() ? "" : "_" + i))
        .map(name -> SyncTable.of("retail." + name, "retail.iceberg_" + name))
        .toList();
  }

  static TableHealth health(SyncTable table, Status status, String reason) {
    return TableHealth.of(table, status, reason);
  }

  static MetadataLocation location(SyncTable table, int version) {
    return new MetadataLocation(
        "s3://lake/%s/metadata/%05d-6f1c2d34-9a7b.metadata.json"
            .formatted(table.target().name(), version));
  }

  /** Plays a run that copies rows, and refreshes the catalog. */
  static void run(SyncRecorder recorder, SyncTable table, long rows, int version) {
    RefreshResult refreshed = RefreshResult.refreshed(location(table, version));
    recorder.started(table);
    recorder.stepBegan(table, RunStep.COPY);
    recorder.copied(table, CopyResult.complete(rows, START), Duration.ofMillis(80));
    recorder.stepBegan(table, RunStep.LOCATE);
    recorder.stepBegan(table, RunStep.REFRESH);
    recorder.refreshed(table, refreshed, Duration.ofMillis(420));
    recorder.ended(
        TableReport.builder(table)
            .rows(rows)
            .location(location(table, version))
            .refresh(refreshed)
            .freshnessLag(Duration.ofMillis(900))
            .timings(
                new TableReport.Timings(
                    Duration.ofMillis(30 + rows / 40), Duration.ofMillis(380 + rows % 97)))
            .guarantee(GUARANTEE)
            .build());
  }

  /** Plays a run whose refresh fails. */
  static void fail(SyncRecorder recorder, SyncTable table, String message) {
    LakehouseSyncException failure = new NotAppliedException(Retry.SENSIBLE, message, null);
    recorder.started(table);
    recorder.stepBegan(table, RunStep.COPY);
    recorder.copied(table, CopyResult.complete(0, START), Duration.ofMillis(20));
    recorder.stepBegan(table, RunStep.LOCATE);
    recorder.stepBegan(table, RunStep.REFRESH);
    recorder.ended(TableReport.builder(table).guarantee(GUARANTEE).failure(failure).build());
  }

  static MaintenanceReport maintenance(SyncTable table, long files, Instant at) {
    return MaintenanceReport.builder(table, new VacuumResult.NotNeeded())
        .layout(new IcebergLayout(location(table, 7), files, files / 3, 0, 1000, 4, 7, 20_000, at))
        .build();
  }

  /**
   * Plays ten minutes of a sync.
   *
   * @param trouble whether tables have problems at the end
   * @return the health of the tables at the end
   */
  static List<TableHealth> play(
      SyncRecorder recorder, List<SyncTable> tables, TestClock clock, boolean trouble) {
    List<TableHealth> last = new ArrayList<>();
    for (int second = 0; second < 600; second++) {
      last.clear();
      for (int i = 0; i < tables.size(); i++) {
        SyncTable table = tables.get(i);
        boolean ill = trouble && i % 9 < 5 && second > 360 + i % 60;
        if (!ill && (second + i) % 10 == 0) {
          run(recorder, table, 500 + (second * 37L + i * 101L) % 1900, 1 + second / 10);
        } else if (ill && (i % 9 == 1 || i % 9 == 4) && second % 60 == i % 60) {
          fail(recorder, table, i % 9 == 1 ? FAILURE : DIVERGED);
        }
        if (second % 60 == 59) {
          recorder.maintained(maintenance(table, 20 + second / 15 + i % 7, clock.instant()));
        }
        Duration lag =
            ill
                ? Duration.ofSeconds(second - 360 - i % 60)
                : Duration.ofMillis(900 + 1000L * ((second + i) % 10));
        last.add((ill ? ill(table, i) : health(table, Status.FRESH, "")).withFreshnessLag(lag));
      }
      recorder.sample(last);
      clock.advance(Duration.ofSeconds(1));
    }
    recorder.started(tables.get(0));
    recorder.stepBegan(tables.get(0), RunStep.COPY);
    recorder.copied(tables.get(0), CopyResult.more(40_000), Duration.ofSeconds(2));
    recorder.stepBegan(tables.get(0), RunStep.COPY);
    return last;
  }

  private static final String FAILURE =
      "Snowflake refused the refresh of RETAIL.LAKEHOUSE.ICEBERG_ORDERS: Insufficient privileges to"
          + " operate on external volume RETAIL_LAKE_VOLUME. The rows are committed; the catalog"
          + " serves an older snapshot. Grant USAGE on the external volume to the role"
          + " LAKEHOUSE_SYNC.";

  private static final String DIVERGED =
      "RETAIL.LAKEHOUSE.ICEBERG_STORES serves 00041-….metadata.json, which is not part of the"
          + " history of this table. The catalog was not changed. Replace the table"
          + " (SnowflakeRefresher.replace; setup --replace TABLE of the host application).";

  private static TableHealth ill(SyncTable table, int i) {
    return switch (i % 9) {
      case 0 ->
          health(
              table,
              Status.BLOCKED,
              "transaction 741 of pid 4242 (application 'nightly-report', UPDATE orders) is open for 4"
                  + " min");
      case 1 -> health(table, Status.FAILING, FAILURE);
      case 2 ->
          health(
              table, Status.STALE, "the catalog is complete up to 231.0 s ago; the limit is 30 s");
      case 3 ->
          health(
              table,
              Status.INCOMPLETE,
              "The trigger zz_lakehouse_sync_update is disabled. Run the set-up (PgLakeSetup).");
      default -> health(table, Status.DIVERGED, DIVERGED);
    };
  }
}
