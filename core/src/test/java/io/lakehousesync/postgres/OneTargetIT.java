package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A copy consumes the marks or the queue of a heap table, so that a second Iceberg table would lack
 * the changes.
 */
class OneTargetIT {
  private static final SyncTable HEAP =
      SyncTable.of("core_it.t", "core_it.lake").mode(WriteMode.UPSERT);

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());

  static Stream<ChangeTracking> usedUp() {
    return Stream.of(ChangeTracking.marker("synced_at"), ChangeTracking.queue());
  }

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY);
        INSERT INTO core_it.t SELECT generate_series(1, 9);
        CREATE TABLE core_it.second (id int) USING iceberg
        """);
  }

  @ParameterizedTest
  @MethodSource("usedUp")
  void secondTargetOfOneSyncIsRefused(ChangeTracking tracking) {
    SyncTable first = HEAP.tracking(tracking);
    SyncTable second = second(tracking);
    String problem =
        "core_it.t cannot be copied into both core_it.lake and core_it.second with %s tracking:"
                .formatted(tracking.kind().id())
            + " a change that was copied into one of them is lost for the other. Track one of them by"
            + " xid(), or remove it.";

    assertThatThrownBy(() -> setup.apply(List.of(first, second)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(problem);
    setup.apply(List.of(first));
    assertThatThrownBy(
            () ->
                LakehouseSync.builder()
                    .source(source)
                    .locator(IcebergTablesLocator.of(TestSchema.postgres()))
                    .table(first)
                    .table(second)
                    .build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @MethodSource("usedUp")
  void secondTargetOfAnotherHostIsRefused(ChangeTracking tracking) throws SQLException {
    SyncTable first = HEAP.tracking(tracking);
    SyncTable second = second(tracking);
    setup.apply(List.of(first));
    VerifiedTables.copy(first);
    String problem =
        "core_it.t is already copied into core_it.lake with %s tracking"
            .formatted(tracking.kind().id());

    assertThat(setup.check(List.of(second)).get(1).problem())
        .hasValueSatisfying(told -> assertThat(told).contains(problem));
    assertThatThrownBy(() -> setup.apply(List.of(second)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(problem);
    assertThatThrownBy(() -> source.validate(second))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem);
    TestSchema.execute("INSERT INTO core_it.t VALUES (10)");
    assertThatThrownBy(() -> source.copy(second))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(problem);

    VerifiedTables.copy(first);
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isEqualTo(10);
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.second")).isZero();
  }

  @ParameterizedTest
  @MethodSource("usedUp")
  void newTargetAfterATeardownOfTheFirstGetsAllRows(ChangeTracking tracking) throws SQLException {
    SyncTable first = HEAP.tracking(tracking);
    SyncTable second = second(tracking);
    setup.apply(List.of(first));
    VerifiedTables.copy(first);

    setup.teardown(List.of(first));
    setup.apply(List.of(second));
    if (tracking.equals(ChangeTracking.marker("synced_at"))) {
      assertThatThrownBy(() -> source.copy(second))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContainingAll(
              "rows of core_it.t are marked as copied, but core_it.second is empty",
              "Make a new baseline (PgLakeSetup.newBaseline)");
      setup.newBaseline(second);
    }
    VerifiedTables.copy(second);

    assertThat(TestSchema.number("SELECT count(*) FROM core_it.second")).isEqualTo(9);
  }

  /** Neither of the two hosts finds a checkpoint of the other one at first. */
  @ParameterizedTest
  @MethodSource("usedUp")
  void oneOfTwoConcurrentFirstCopiesIsRefused(ChangeTracking tracking) throws Exception {
    List<SyncTable> tables = List.of(HEAP.tracking(tracking), second(tracking));
    for (SyncTable table : tables) {
      setup.apply(List.of(table));
    }
    CyclicBarrier gate = new CyclicBarrier(2);
    ExecutorService hosts = Executors.newFixedThreadPool(2);
    List<Callable<Long>> copies =
        tables.stream()
            .<Callable<Long>>map(
                table ->
                    () -> {
                      PgLakeSource host = PgLakeSource.of(TestSchema.copier());
                      gate.await();
                      return host.copy(table).rows();
                    })
            .toList();
    List<Long> copied = new ArrayList<>();
    List<Throwable> refused = new ArrayList<>();
    for (Future<Long> copy : hosts.invokeAll(copies)) {
      try {
        copied.add(copy.get());
      } catch (ExecutionException e) {
        refused.add(e.getCause());
      }
    }
    hosts.shutdown();

    assertThat(copied).containsExactly(9L);
    assertThat(refused)
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageContaining("core_it.t is already copied into"));
  }

  @Test
  void otherKindsCopyOneHeapTableTwice() throws SQLException {
    SyncTable first = HEAP.columns("id");
    SyncTable second = second(ChangeTracking.xid());
    SyncTable third =
        SyncTable.of("core_it.t", "core_it.third")
            .tracking(ChangeTracking.queue())
            .mode(WriteMode.UPSERT)
            .columns("id");
    setup.apply(List.of(first, second, third));
    for (SyncTable each : List.of(first, second, third)) {
      source.validate(each);
      VerifiedTables.copy(each);
      assertThat(TestSchema.number("SELECT count(*) FROM " + each.target())).isEqualTo(9);
    }
  }

  private static SyncTable second(ChangeTracking tracking) {
    return SyncTable.of("core_it.t", "core_it.second")
        .tracking(tracking)
        .mode(WriteMode.UPSERT)
        .columns("id");
  }
}
