package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The checkpoint or the marks do not match the Iceberg table any more: no row is duplicated or lost
 * without an error.
 */
class ForgottenCopiesIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");
  private static final String COUNT = "SELECT count(*) FROM core_it.iceberg_sales";

  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());
  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

  static Stream<SyncTable> appended() {
    return Stream.of(
        SALES.tracking(ChangeTracking.xid()).mode(WriteMode.APPEND),
        SALES.tracking(ChangeTracking.ordered("id")));
  }

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales (id int PRIMARY KEY);
        INSERT INTO core_it.sales SELECT generate_series(1, 10)
        """);
  }

  @ParameterizedTest
  @MethodSource
  void appended(SyncTable table) throws SQLException {
    copyAndForget(table);

    assertThatThrownBy(() -> copyAll(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(
            "core_it.iceberg_sales has rows, and no checkpoint says which rows of core_it.sales"
                + " were copied into it");
    assertThat(TestSchema.number(COUNT)).isEqualTo(10);

    setup.newBaseline(table);
    copyAll(table);
    assertThat(TestSchema.number(COUNT)).isEqualTo(10);
  }

  static Stream<SyncTable> markedElsewhere() {
    return Stream.of(
        SALES.tracking(ChangeTracking.marker("synced_at")),
        SALES.tracking(ChangeTracking.queue()).mode(WriteMode.UPSERT));
  }

  /** The marks say that all rows were copied. */
  @ParameterizedTest
  @MethodSource
  void markedElsewhere(SyncTable table) throws SQLException {
    setup.apply(List.of(table));
    copyAll(table);
    TestSchema.execute("DROP TABLE core_it.iceberg_sales");
    setup.apply(List.of(table));

    assertThatThrownBy(() -> copyAll(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("core_it.iceberg_sales was dropped and created anew");

    setup.newBaseline(table);
    copyAll(table);
    assertThat(TestSchema.number(COUNT)).isEqualTo(10);
  }

  @ParameterizedTest
  @MethodSource("markedElsewhere")
  void whereBothTablesAreNewTheMarksAreToo(SyncTable table) throws SQLException {
    setup.apply(List.of(table));
    copyAll(table);
    TestSchema.execute("DROP TABLE core_it.iceberg_sales, core_it.sales");
    TestSchema.execute("CREATE TABLE core_it.sales (id int PRIMARY KEY)");
    TestSchema.execute("INSERT INTO core_it.sales SELECT generate_series(1, 3)");
    setup.apply(List.of(table));

    copyAll(table);

    assertThat(TestSchema.number(COUNT)).isEqualTo(3);
  }

  /** A dump of the heap table has the marks, and a dump of our schema the checkpoint. */
  @ParameterizedTest
  @MethodSource("markedElsewhere")
  void restoreInAnotherClusterStopsTheCopy(SyncTable table) throws SQLException {
    setup.apply(List.of(table));
    copyAll(table);
    TestSchema.execute(
        """
        CREATE TABLE core_it.dump AS TABLE core_it.sales;
        DROP TABLE core_it.iceberg_sales, core_it.sales;
        ALTER TABLE core_it.dump RENAME TO sales;
        ALTER TABLE core_it.sales ADD PRIMARY KEY (id);
        INSERT INTO core_it.sales (id) VALUES (11);
        UPDATE lakehouse_sync.checkpoint SET system_identifier = system_identifier - 1
        """);
    setup.apply(List.of(table));

    assertThatThrownBy(() -> copyAll(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "was written in another PostgreSQL cluster",
            "Make a new baseline (PgLakeSetup.newBaseline)");

    setup.newBaseline(table);
    copyAll(table);
    assertThat(TestSchema.number(COUNT)).isEqualTo(11);
  }

  /** A restore in the same cluster, or one without our schema. */
  @Test
  void marksOfADumpStopTheCopyWithoutACheckpoint() throws SQLException {
    SyncTable table = SALES.tracking(ChangeTracking.marker("synced_at"));
    setup.apply(List.of(table));
    copyAll(table);
    TestSchema.execute(
        """
        CREATE TABLE core_it.dump AS TABLE core_it.sales;
        DROP TABLE core_it.iceberg_sales, core_it.sales;
        ALTER TABLE core_it.dump RENAME TO sales
        """);
    setup.apply(List.of(table));

    assertThatThrownBy(() -> copyAll(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "rows of core_it.sales are marked as copied, but core_it.iceberg_sales is empty",
            "Make a new baseline (PgLakeSetup.newBaseline)");

    setup.newBaseline(table);
    copyAll(table);
    assertThat(TestSchema.number(COUNT)).isEqualTo(10);
  }

  @Test
  void verificationDoesNotAgreeWithoutACheckpoint() throws SQLException {
    SyncTable table = SALES.mode(WriteMode.UPSERT);
    copyAndForget(table);

    VerifyReport report = PgLakeVerifier.of(TestSchema.postgres()).verify(table);

    assertThat(report.agrees()).isFalse();
    assertThat(report.notes())
        .containsExactly(
            "core_it.iceberg_sales has rows, and no checkpoint says which rows of core_it.sales"
                + " were copied into it. Nothing can be compared before the next copy.");
  }

  @Test
  void upserted() throws SQLException {
    SyncTable table = SALES.mode(WriteMode.UPSERT);
    copyAndForget(table);

    copyAll(table);

    assertThat(TestSchema.number(COUNT)).isEqualTo(10);
  }

  private void copyAndForget(SyncTable table) throws SQLException {
    setup.apply(List.of(table));
    copyAll(table);
    assertThat(TestSchema.number(COUNT)).isEqualTo(10);
    setup.teardown(List.of(table));
    setup.apply(List.of(table));
  }

  private void copyAll(SyncTable table) {
    while (source.copy(table).remaining() == Remaining.READY) {
      // Copies the next batch.
    }
  }
}
