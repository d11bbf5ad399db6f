package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.host.TableStatus.Standing;
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
class StatusLookTest {
  private static final List<SyncTable> TABLES =
      IntStream.range(0, 3).mapToObj(i -> SyncTable.of("t" + i, "iceberg_t" + i)).toList();

  private final AtomicInteger committed = new AtomicInteger(7);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Output output = new Output(new PrintStream(out, true), true);
  private final CountDownLatch answer = new CountDownLatch(1);

  @Test
  void whatWasCommittedDuringTheLookIsNotAhead() {
    List<TableStatus> tables =
        look(table -> {
              committed.set(8);
              return location(8);
            })
            .look(system -> {});

    assertThat(tables).extracting(TableStatus::standing).containsOnly(Standing.CURRENT);
  }

  @Test
  void whatPostgresDoesNotKnowEvenThenIsAhead() {
    List<TableStatus> tables = look(table -> location(8)).look(system -> {});

    assertThat(tables).extracting(TableStatus::standing).containsOnly(Standing.AHEAD);
  }

  @Test
  void manySlowAnswersAreAnswers() throws Exception {
    StatusLook slow =
        look(
            table -> {
              waitFor(Duration.ofMillis(600));
              return location(7);
            });
    try (PatientLooks looks = new PatientLooks(slow, Duration.ofMillis(1500))) {
      assertThat(looks.look()).hasSize(3);
    }
  }

  @Test
  void aCatalogThatHangsIsToldByItsNameAndSoIsItsReturn() throws Exception {
    StatusLook hanging =
        look(
            table -> {
              waitFor(Duration.ofSeconds(50));
              return location(committed.get());
            });
    try (PatientLooks looks = new PatientLooks(hanging, Duration.ofSeconds(1))) {
      WatchedLooks watched = new WatchedLooks(looks, output);
      assertThat(watched.look()).isEmpty();
      assertThat(watched.look()).isEmpty();
      assertThat(lines())
          .hasLineCount(1)
          .startsWith("{\"type\":\"outage\",\"system\":\"snowflake\",\"state\":\"begun\"")
          .contains("There is no answer from Snowflake within 1 s.");

      answer.countDown();
      assertThat(watched.look()).isPresent();
      assertThat(lines())
          .hasLineCount(2)
          .contains("{\"type\":\"outage\",\"system\":\"snowflake\",\"state\":\"over\"");
    }
  }

  @Test
  void whatALookThatHungFoundIsNotShownLater() throws Exception {
    StatusLook hanging =
        look(
            table -> {
              waitFor(Duration.ofSeconds(50));
              return location(committed.get());
            });
    try (PatientLooks looks = new PatientLooks(hanging, Duration.ofSeconds(1))) {
      assertThatThrownBy(looks::look)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("no answer from Snowflake");

      committed.set(9);
      answer.countDown();

      assertThat(looks.look())
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

  private StatusLook look(Served served) {
    MetadataLocator locator =
        tables ->
            tables.stream()
                .collect(Collectors.toMap(name -> name, name -> location(committed.get())));
    CatalogRefresher refresher =
        new CatalogRefresher() {
          @Override
          public RefreshResult refresh(SyncTable table, MetadataLocation location) {
            throw new IllegalStateException("nobody refreshes");
          }

          @Override
          public Optional<MetadataLocation> served(SyncTable table) {
            return Optional.of(served.of(table));
          }
        };
    return new StatusLook(
        TABLES,
        tables -> Set.of(),
        tables -> Map.of(),
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
