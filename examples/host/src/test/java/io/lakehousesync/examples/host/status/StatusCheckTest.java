package io.lakehousesync.examples.host.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.host.status.TableStatus.Standing;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.LocatedMetadata.Committed;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatusCheckTest {
  private static final List<SyncTable> TABLES =
      IntStream.range(0, 3).mapToObj(i -> SyncTable.of("t" + i, "iceberg_t" + i)).toList();

  private final AtomicInteger committed = new AtomicInteger(7);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Output output = new Output(new PrintStream(out, true), true);
  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void aCommitDuringTheCheckIsNotAhead() {
    List<TableStatus> tables =
        check(
                table -> {
                  committed.set(8);
                  return location(8);
                })
            .check(system -> {});

    assertThat(tables).extracting(TableStatus::standing).containsOnly(Standing.CURRENT);
  }

  @Test
  void aSnapshotThatPostgresDoesNotKnowIsAhead() {
    List<TableStatus> tables = check(table -> location(8)).check(system -> {});

    assertThat(tables).extracting(TableStatus::standing).containsOnly(Standing.AHEAD);
  }

  @Test
  void manySlowAnswersDoNotTimeOut() throws Exception {
    StatusCheck slow =
        check(
            table -> {
              waitFor(Duration.ofMillis(600));
              return location(7);
            });
    try (TimedStatusCheck checks = new TimedStatusCheck(slow, Duration.ofMillis(1500))) {
      assertThat(checks.check()).hasSize(3);
    }
  }

  @Test
  void aCatalogThatHangsIsNamedAndItsReturnIsReported() throws Exception {
    StatusCheck hanging =
        check(
            table -> {
              waitFor(Duration.ofSeconds(50));
              return location(committed.get());
            });
    try (TimedStatusCheck checks = new TimedStatusCheck(hanging, Duration.ofSeconds(1))) {
      StatusWatch watch = new StatusWatch(checks, output);
      assertThat(watch.check()).isEmpty();
      assertThat(watch.check()).isEmpty();
      assertThat(lines())
          .hasLineCount(1)
          .startsWith("{\"type\":\"outage\",\"system\":\"snowflake\",\"state\":\"begun\"")
          .contains("There is no answer from Snowflake within 1 s.");

      answer.countDown();
      assertThat(watch.check()).isPresent();
      assertThat(lines())
          .hasLineCount(2)
          .contains("{\"type\":\"outage\",\"system\":\"snowflake\",\"state\":\"over\"");
    }
  }

  @Test
  void theResultOfACheckThatHungIsNotShownLater() throws Exception {
    StatusCheck hanging =
        check(
            table -> {
              waitFor(Duration.ofSeconds(50));
              return location(committed.get());
            });
    try (TimedStatusCheck checks = new TimedStatusCheck(hanging, Duration.ofSeconds(1))) {
      assertThatThrownBy(checks::check)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("no answer from Snowflake");

      committed.set(9);
      answer.countDown();

      assertThat(checks.check())
          .extracting(table -> table.committed().orElseThrow())
          .containsOnly(location(9));
    }
  }

  private void waitFor(Duration time) {
    try {
      if (answer.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String lines() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private interface Served {
    MetadataLocation of(SyncTable table);
  }

  private StatusCheck check(Served served) {
    MetadataLocator locator =
        tables ->
            tables.stream()
                .collect(
                    Collectors.toMap(
                        name -> name, name -> new Committed(location(committed.get()))));
    CatalogRefresher refresher =
        new CatalogRefresher() {
          @Override
          public RefreshResult refresh(SyncTable table, MetadataLocation location) {
            throw new IllegalStateException("no test refreshes");
          }

          @Override
          public Optional<MetadataLocation> served(SyncTable table) {
            return Optional.of(served.of(table));
          }
        };
    return new StatusCheck(
        TABLES,
        tables -> Set.of(),
        tables -> Map.of(),
        tables -> Map.of(),
        tables -> Map.of(),
        Optional.empty(),
        locator,
        Optional.of(refresher),
        "snowflake");
  }

  private static MetadataLocation location(int version) {
    return new MetadataLocation(
        "s3://lake/t/metadata/%05d-3f2504e0-4f89-11d3-9a0c-0305e82c3301.metadata.json"
            .formatted(version));
  }
}
