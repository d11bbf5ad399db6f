package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.NotFreshException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.TableVerification;
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
  void aTableWithRowsThatAreKnownToDifferIsNotFresh() {
    LakehouseSync sync = builder.build();
    sync.runOnce();
    sync.verified(TableVerification.builder(STORES, clock.instant()).differences(2).build());

    assertThat(sync.health().status()).isEqualTo(Status.INCOMPLETE);
    assertThat(sync.health().tables().get(0).reason())
        .startsWith("a verification has found 2 rows with differences between heap table");

    sync.verified(
        TableVerification.builder(STORES, clock.instant())
            .verifiedThrough(clock.instant())
            .build());
    expect(sync, Status.FRESH, "the catalog is complete up to 0.0 s ago");
    assertThat(sync.health(STORES).verification().orElseThrow().verifiedThrough())
        .contains(clock.instant());
  }

  @Test
  void aVerificationOfAnUnknownTableIsRefused() {
    LakehouseSync sync = builder.build();
    TableVerification other =
        TableVerification.builder(SyncTable.of("a", "b"), clock.instant()).build();

    assertThatThrownBy(() -> sync.verified(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this sync has no table public.a -> public.b");
  }

  @Test
  void theHealthSaysWhatTheRunsHaveShown() {
    LakehouseSync sync = builder.build();
    source.batches(STORES, CopyResult.complete(7, clock.instant()));
    sync.runOnce();
    Instant first = clock.instant();
    clock.pass(Duration.ofSeconds(3));
    source.failures.put(STORES, new NotAppliedException(Retry.SENSIBLE, "S3 is down", null));
    sync.runOnce();
    source.failures.clear();
    source.unchanged.put(STORES, clock.instant());
    clock.pass(Duration.ofSeconds(3));
    sync.runOnce();

    TableHealth health = sync.health(STORES);
    assertThat(health.status()).isEqualTo(Status.FRESH);
    assertThat(health.lastRunAt()).contains(first.plusSeconds(6));
    assertThat(health.lastCopiedAt()).contains(first);
    assertThat(health.lastCopiedRows()).hasValue(7);
    assertThat(health.lastFailedAt()).contains(first.plusSeconds(3));
    assertThat(health.lastFailure()).contains("S3 is down");
    assertThat(health.servedThrough()).contains(first.plusSeconds(3));
    assertThat(health.completeThrough()).contains(first.plusSeconds(3));
    assertThat(health.served().orElseThrow().version()).hasValue(1);
  }

  @Test
  void aFreshTableIsRequiredWithALagOfItsOwn() {
    LakehouseSync sync = builder.build();
    sync.runOnce();
    clock.pass(Duration.ofSeconds(30));

    // The table is stale by the limit of the sync, and fresh enough for this job.
    assertThat(sync.requireFresh("stores", Duration.ofSeconds(30)).status())
        .isEqualTo(Status.STALE);
    assertThatThrownBy(() -> sync.requireFresh("iceberg_stores", Duration.ofSeconds(29)))
        .isInstanceOf(NotFreshException.class)
        .hasMessage(
            "public.stores -> public.iceberg_stores is not fresh: the catalog is complete up to"
                + " 30.0 s ago; the limit is 10 s. Accepted is a freshness lag of at most 29.0 s."
                + " Ask again after the next run (trigger), or accept a greater lag.");
    assertThatThrownBy(() -> sync.requireFresh("other", Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTableThatHasNotRunIsNotFreshWhateverIsAccepted() {
    LakehouseSync sync = builder.build();

    assertThatThrownBy(() -> sync.requireFresh("stores", Duration.ofDays(1000)))
        .isInstanceOf(NotFreshException.class)
        .hasMessageContaining("the table has not run yet.");
  }

  @Test
  void aTableWithAProblemIsNotFreshWithAnyLag() {
    LakehouseSync sync = builder.build();
    sync.runOnce();
    source.failures.put(STORES, new NotAppliedException(Retry.SENSIBLE, "S3 is down", null));
    sync.runOnce();
    assertThat(sync.health(STORES).freshnessLag()).contains(Duration.ZERO);

    assertThatThrownBy(() -> sync.requireFresh("stores", Duration.ofDays(1)))
        .isInstanceOf(NotFreshException.class)
        .hasMessage(
            "public.stores -> public.iceberg_stores is failing: S3 is down. Do not use what the"
                + " catalog serves before this is solved.");

    source.failures.clear();
    sync.runOnce();
    sync.verified(TableVerification.builder(STORES, clock.instant()).differences(1).build());
    assertThatThrownBy(() -> sync.requireFresh("stores", Duration.ofDays(1)))
        .isInstanceOf(NotFreshException.class)
        .hasMessageContaining(" is incomplete: a verification has found 1 row ");
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
