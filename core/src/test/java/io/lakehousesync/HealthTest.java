package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");

  private final FakeSource source = new FakeSource();
  private final FakeRefresher refresher = new FakeRefresher();
  private final TestClock clock = new TestClock();
  private final LakehouseSyncBuilder builder =
      LakehouseSync.builder()
          .source(source)
          .locator(new FakeLocator().at(STORES, 1))
          .refresher(refresher)
          .table(STORES)
          .clock(clock)
          .staleAfter(Duration.ofSeconds(10));

  @Test
  void aTableThatHasNotRunIsStale() {
    expect(builder.build(), Status.STALE, "the table has not run yet");
  }

  @Test
  void aServedTableIsFreshUntilItIsTooOld() {
    LakehouseSync sync = builder.build();
    sync.runOnce();

    clock.pass(Duration.ofSeconds(10));
    assertThat(sync.health().isHealthy()).isTrue();
    expect(sync, Status.FRESH, "the catalog is complete up to 10.0 s ago");
    clock.pass(Duration.ofSeconds(1));
    expect(sync, Status.STALE, "the catalog is complete up to 11.0 s ago; the limit is 10 s");
    assertThat(sync.health().tables().get(0).freshnessLag()).contains(Duration.ofSeconds(11));
  }

  @Test
  void aRunWithoutChangesMakesATableFreshAgain() {
    LakehouseSync sync = builder.build();
    sync.runOnce();
    clock.pass(Duration.ofMinutes(1));
    source.unchanged.put(STORES, clock.instant());

    sync.runOnce();

    expect(sync, Status.FRESH, "the catalog is complete up to 0.0 s ago");
  }

  @Test
  void withoutACatalogTheLagIsThatOfTheIcebergTable() {
    LakehouseSync sync = builder.refresher(CatalogRefresher.none()).build();
    sync.runOnce();

    expect(sync, Status.FRESH, "the Iceberg table is complete up to 0.0 s ago");
  }

  @Test
  void aStaleTableWhoseRowsCannotBeCopiedIsBlocked() {
    LakehouseSync sync = builder.build();
    sync.runOnce();
    source.batches(STORES, CopyResult.blocked(0, "open writers: pid 42"));
    sync.runOnce();

    expect(sync, Status.FRESH, "the catalog is complete up to 0.0 s ago");
    clock.pass(Duration.ofMinutes(1));
    expect(sync, Status.BLOCKED, "open writers: pid 42");
  }

  @Test
  void theReasonOfAFailedTableIsItsFailure() {
    LakehouseSync sync = builder.build();
    source.failures.put(STORES, new NotAppliedException(Retry.SENSIBLE, "S3 is down", null));
    sync.runOnce();

    expect(sync, Status.FAILING, "S3 is down");
  }

  @Test
  void aCatalogOfAnotherHistoryHasDiverged() {
    LakehouseSync sync = builder.build();
    refresher.failure = new DivergedException("it serves another table", null);
    sync.runOnce();

    expect(sync, Status.DIVERGED, "it serves another table");
    assertThat(sync.health().isHealthy()).isFalse();
  }

  @Test
  void aTableWhoseCopiesMayMissChangesIsNotFresh() {
    LakehouseSync sync = builder.build();
    source.batches(
        STORES,
        CopyResult.complete(3, clock.instant()).withProblem("A trigger is off. Enable it."));
    sync.runOnce();
    expect(sync, Status.INCOMPLETE, "A trigger is off. Enable it.");

    // An idle run does not know whether the problem is gone.
    source.unchanged.put(STORES, clock.instant());
    sync.runOnce();
    expect(sync, Status.INCOMPLETE, "A trigger is off. Enable it.");

    source.unchanged.clear();
    source.batches(STORES, CopyResult.complete(0, clock.instant()));
    sync.runOnce();
    expect(sync, Status.FRESH, "the catalog is complete up to 0.0 s ago");
  }

  @Test
  void theReasonOfAStaleTableSaysThatItIsPaused() {
    LakehouseSync sync = builder.build();
    sync.runOnce();
    sync.pause("stores");
    clock.pass(Duration.ofMinutes(1));

    assertThat(sync.health().tables().get(0).reason()).endsWith("; the table is paused");
  }

  private static void expect(LakehouseSync sync, Status status, String reason) {
    TableHealth health = sync.health().tables().get(0);
    assertThat(health.reason()).isEqualTo(reason);
    assertThat(health.status()).isEqualTo(status);
    assertThat(sync.health().status()).isEqualTo(status);
  }

  private static final class TestClock extends Clock {
    private Instant now = FakeSource.NOW;

    void pass(Duration time) {
      now = now.plus(time);
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
      throw new UnsupportedOperationException("a test's clock has one zone, not " + zone);
    }
  }
}
