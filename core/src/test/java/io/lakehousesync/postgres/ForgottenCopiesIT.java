package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.CopyResult.Remaining;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is remembered of a table's copies, and its Iceberg table, do not belong together any more:
 * nothing is doubled or left out without a word.
 */
class ForgottenCopiesIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");
  private static final String COUNT = "SELECT count(*) FROM core_it.iceberg_sales";

  private final PgLakeSource source = PgLakeSource.of(TestSchema.postgres());
  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

  static Stream<SyncTable> appended() {
    return Stream.of(
        SALES.tracking(ChangeTracking.xid()), SALES.tracking(ChangeTracking.ordered("id")));
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
                + " they are");
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

  /** The marks say that all was copied. */
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

  @Test
  void aVerificationDoesNotTakeWhatItCannotCompareForGood() throws SQLException {
    SyncTable table = SALES.mode(WriteMode.UPSERT);
    copyAndForget(table);

    VerifyReport report = PgLakeVerifier.of(TestSchema.postgres()).verify(table);

    assertThat(report.agrees()).isFalse();
    assertThat(report.notes())
        .containsExactly(
            "core_it.iceberg_sales has rows, and no checkpoint says which rows of core_it.sales"
                + " they are. Nothing can be compared before the next copy.");
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
      // The next batch.
    }
  }
}
