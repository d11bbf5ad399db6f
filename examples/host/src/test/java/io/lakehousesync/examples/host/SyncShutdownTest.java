package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.InvalidTables;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.host.outage.Outages;
import io.lakehousesync.examples.page.SyncWatch;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyncShutdownTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Output output = new Output(new PrintStream(out, true), true);
  private final Outages outages = new Outages(output);
  private final SyncShutdown ending =
      new SyncShutdown(new RunLog(output, outages), outages, output, null);
  private final LakehouseSync sync =
      LakehouseSync.builder()
          .source(new NothingNew())
          .locator(tables -> Map.of())
          .table(SyncTable.of("stores", "iceberg_stores"))
          .invalidTables(InvalidTables.FAIL_RUNS)
          .build();

  @AfterEach
  void close() {
    sync.close();
  }

  @Test
  void aSyncThatEndsBeforeItStartsReportsNoError() throws Exception {
    assertThat(ending.begin(sync, new SyncWatch() {}, Duration.ofSeconds(1), tables -> Map.of()))
        .isTrue();
    assertThat(ending.end()).isFalse();

    assertThat(ending.run(() -> sync.runOnce().succeeded())).isFalse();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .startsWith("{\"type\":\"result\"");
  }

  @Test
  void anErrorWithAnotherCauseIsThrown() {
    assertThat(ending.begin(sync, new SyncWatch() {}, Duration.ofSeconds(1), tables -> Map.of()))
        .isTrue();

    assertThatThrownBy(
            () ->
                ending.run(
                    () -> {
                      throw new IllegalStateException("was started before");
                    }))
        .hasMessage("was started before");
  }

  @Test
  void aRunThatEndsWhileTheSyncIsClosedCounts() throws Exception {
    CountDownLatch copying = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    RunLog log = new RunLog(output, outages);
    SyncShutdown end = new SyncShutdown(log, outages, output, null);
    try (LakehouseSync slow =
        LakehouseSync.builder()
            .source(
                new NothingNew() {
                  @Override
                  public CopyResult copy(SyncTable table) {
                    copying.countDown();
                    awaitUnchecked(closing);
                    return CopyResult.complete(1, Instant.now());
                  }
                })
            .locator(new OneSnapshot())
            .table(SyncTable.of("stores", "iceberg_stores"))
            .listener(log)
            .build()) {
      end.begin(
          slow,
          new SyncWatch() {},
          Duration.ofSeconds(30),
          tables -> {
            // Closing begins next: the first run is still under way now.
            closing.countDown();
            return Map.of();
          });
      slow.start(Duration.ofSeconds(30));
      assertThat(copying.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(end.end()).isTrue();

      assertThat(out.toString(StandardCharsets.UTF_8))
          .contains("\"type\":\"result\",\"healthy\":true,\"status\":\"fresh\"")
          .doesNotContain("has not run yet");
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTableWithAnErrorIsNotFresh() throws Exception {
    ending.begin(
        sync,
        new SyncWatch() {},
        Duration.ofSeconds(1),
        tables -> Map.of(tables.iterator().next(), "A trigger is off."));

    assertThat(ending.end()).isFalse();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"status\":\"incomplete\",\"reason\":\"public.stores: A trigger is off.\"");
  }

  @Test
  void withoutAnAnswerOfTheDoctorNoTableIsFresh() throws Exception {
    ending.begin(
        sync,
        new SyncWatch() {},
        Duration.ofSeconds(1),
        tables -> {
          throw new NotAppliedException(Retry.SENSIBLE, "The server is gone.", null);
        });

    assertThat(ending.end()).isFalse();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("whether changes are missing is unknown: The server is gone.");
  }

  /** A locator that finds the same snapshot for each table. */
  private static final class OneSnapshot implements MetadataLocator {
    @Override
    public Map<TableName, LocatedMetadata> locate(Collection<TableName> tables) {
      return tables.stream()
          .collect(
              Collectors.toMap(
                  name -> name,
                  name ->
                      new LocatedMetadata.Committed(
                          new MetadataLocation(
                              "s3://lake/t/metadata/00001-3f2504e0-4f89-11d3-9a0c-0305e82c3301"
                                  + ".metadata.json"))));
    }
  }

  /** A source without rows. */
  private static class NothingNew implements SyncSource {
    @Override
    public CopyResult copy(SyncTable table) {
      throw new IllegalStateException("this run is not expected");
    }

    @Override
    public void validate(SyncTable table) {}

    @Override
    public String guarantee(SyncTable table) {
      return "none";
    }
  }
}
