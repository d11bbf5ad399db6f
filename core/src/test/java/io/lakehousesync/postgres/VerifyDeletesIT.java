package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.RepairReport;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows that the heap table no longer has. They are differences, also if the tracking does not
 * capture deletes. Only {@link Deletes#KEEP} accepts them.
 */
class VerifyDeletesIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");
  private static final SyncTable MARKER = TABLE.tracking(ChangeTracking.marker("synced_at"));
  private static final SyncTable ORDERED = TABLE.tracking(ChangeTracking.ordered("id"));

  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(10).build();

  private static void fill(SyncTable table, String columns) throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (%s)".formatted(columns));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    TestSchema.execute("INSERT INTO core_it.t SELECT i, 'v' || i FROM generate_series(1, 25) i");
    VerifiedTables.copy(table);
  }

  private static SyncTable table(String tracking) {
    return switch (tracking) {
      case "marker" -> MARKER.mode(WriteMode.UPSERT);
      case "marker-append" -> MARKER.mode(WriteMode.APPEND);
      default -> ORDERED;
    };
  }

  private static Difference iceberg(Kind kind, Cause cause, String... key) {
    return Difference.inIceberg(kind, cause, Arrays.asList(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"marker", "marker-append", "ordered"})
  void aDeleteThatIsNotCapturedIsADifference(String tracking) throws SQLException {
    SyncTable table = table(tracking);
    fill(table, "id int PRIMARY KEY, v text");
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 9");
    VerifiedTables.copy(table);

    VerifyReport report = verifier.verify(table);

    assertThat(report.differences()).containsExactly(iceberg(Kind.EXTRA, Cause.NOT_CAPTURED, "9"));
    assertThat(report.agrees()).isFalse();
    assertThat(report).asString().startsWith("DIFFERS ").contains(" differ=1 ");
    assertThat(verifier.continuously(table).next().agrees()).isFalse();
    RepairReport repaired = verifier.repair(RepairPlan.of(report));
    assertThat(repaired.deletedRows()).isEqualTo(1);
    assertThat(verifier.verify(table).agrees()).isTrue();
  }

  @Test
  void anUpdateThatIsNotCapturedIsADifference() throws SQLException {
    fill(ORDERED, "id int PRIMARY KEY, v text");
    TestSchema.execute("UPDATE core_it.t SET v = 'changed' WHERE id = 9");
    VerifiedTables.copy(ORDERED);

    VerifyReport report = verifier.verify(ORDERED);

    assertThat(report.agrees()).isFalse();
    assertThat(report).asString().startsWith("DIFFERS ").contains(" differ=1 ");
    verifier.repair(RepairPlan.of(report));
    assertThat(TestSchema.rows("SELECT v FROM core_it.lake WHERE id = 9"))
        .containsExactly("changed");
    assertThat(verifier.verify(ORDERED).agrees()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"marker", "marker-append", "ordered"})
  void keptRowsAreCountedAndAreNoDifference(String tracking) throws SQLException {
    SyncTable table = table(tracking).deletes(Deletes.KEEP);
    fill(table, "id int PRIMARY KEY, v text");
    TestSchema.execute("DELETE FROM core_it.t WHERE id BETWEEN 3 AND 14");

    VerifyReport report = verifier.verify(table);

    assertThat(report.agrees()).isTrue();
    assertThat(report.differences()).isEmpty();
    assertThat(report).asString().contains(" differ=0 ", " kept=12");
    assertThat(report.counts().heapRows()).isEqualTo(13);
    assertThat(report.counts().icebergRows()).isEqualTo(13);
    assertThat(RepairPlan.of(report).isEmpty()).isTrue();
  }

  /** While deletes were kept, a copy has passed over the TRUNCATE. */
  @Test
  void deletesThatWereKeptForAWhileAreNotForgotten() throws SQLException {
    fill(TABLE, "id int PRIMARY KEY, v text");
    VerifiedTables.copy(TABLE.deletes(Deletes.KEEP));
    TestSchema.execute("TRUNCATE core_it.t");
    VerifiedTables.copy(TABLE.deletes(Deletes.KEEP));

    assertThatThrownBy(() -> VerifiedTables.copy(TABLE))
        .hasMessageContaining("was written with deletes=keep, and deletes is now apply");
  }

  @Test
  void keptRowsDoNotHideDifferences() throws SQLException {
    SyncTable table = MARKER.mode(WriteMode.UPSERT).deletes(Deletes.KEEP);
    fill(table, "id int PRIMARY KEY, v text");
    TestSchema.execute("DELETE FROM core_it.t WHERE id IN (2, 4, 8)");
    TestSchema.execute("DELETE FROM core_it.lake WHERE id = 1");
    TestSchema.execute("UPDATE core_it.lake SET v = 'x' WHERE id = 3");
    TestSchema.execute("INSERT INTO core_it.lake VALUES (5, 'v5')");

    VerifyReport report =
        PgLakeVerifier.builder(TestSchema.postgres()).maxDifferences(3).build().verify(table);

    assertThat(report.differences())
        .containsExactly(
            iceberg(Kind.MISSING, Cause.FAULT, "1"),
            iceberg(Kind.CHANGED, Cause.FAULT, "3"),
            iceberg(Kind.EXTRA, Cause.FAULT, "5"));
    assertThat(report.agrees()).isFalse();
    assertThat(report).asString().contains(" differ=3 ", " kept=3").doesNotContain("unlisted");
    verifier.repair(RepairPlan.of(report));
    assertThat(verifier.verify(table).agrees()).isTrue();
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isEqualTo(25);
  }

  @Test
  void aRepairNeverDeletesKeptRows() throws SQLException {
    SyncTable table = MARKER.mode(WriteMode.UPSERT).deletes(Deletes.KEEP);
    fill(table, "id int PRIMARY KEY, v text");
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 9");
    RepairPlan plan =
        new RepairPlan(
            table,
            List.of(new RepairPlan.Range(List.of(iceberg(Kind.EXTRA, Cause.NOT_CAPTURED, "9")))),
            CatalogVerdict.Cure.NONE);

    RepairReport repaired = verifier.repair(plan);

    assertThat(repaired.differed()).isZero();
    assertThat(repaired.deletedRows()).isZero();
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isEqualTo(25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue", "comparison"})
  void aTrackingThatDeletesRowsRefusesToKeepThem(String tracking) throws SQLException {
    SyncTable table = Objects.requireNonNull(VerifiedTables.byTracking().get(tracking));
    VerifiedTables.create(table, VerifiedTables.KEY);
    VerifiedTables.insert(0, 9);
    VerifiedTables.copy(table);
    SyncTable archive = table.deletes(Deletes.KEEP);
    TestSchema.execute("DELETE FROM core_it.heap");
    String why =
        "core_it.heap: deletes(KEEP) keeps rows that the heap table no longer has, but tracking %s"
                .formatted(tracking)
            + " deletes them. Use another tracking, or deletes(APPLY).";

    assertThatThrownBy(() -> PgLakeSource.of(TestSchema.copier()).validate(archive))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> VerifiedTables.copy(archive)).hasMessageContaining(why);

    assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isEqualTo(10);
  }

  @Test
  void rowsWithNullInTheirKeyAreKeptToo() throws SQLException {
    SyncTable table = ORDERED.key("id", "v").deletes(Deletes.KEEP);
    fill(table, "id int, v text");
    TestSchema.execute("INSERT INTO core_it.t VALUES (26, NULL), (27, NULL)");
    VerifiedTables.copy(table);
    TestSchema.execute("DELETE FROM core_it.t WHERE id IN (26, 1)");

    assertThat(verifier.verify(table).agrees()).isTrue();

    TestSchema.execute("DELETE FROM core_it.lake WHERE id = 27");
    assertThat(verifier.verify(table).differences())
        .containsExactly(
            Difference.inIceberg(Kind.MISSING, Cause.FAULT, Arrays.asList("27", null)));
  }

  @Test
  void olderVersionsAreAcceptedButNotRowsWithoutTheirKey() throws SQLException {
    SyncTable table = MARKER.mode(WriteMode.APPEND);
    fill(table, "id int PRIMARY KEY, v text");
    TestSchema.execute("UPDATE core_it.t SET v = 'second' WHERE id IN (3, 15)");
    VerifiedTables.copy(table);
    assertThat(verifier.verify(table).agrees()).isTrue();
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 15");

    VerifyReport report = verifier.verify(table);
    VerifyReport archive = verifier.verify(table.deletes(Deletes.KEEP));

    assertThat(report.differences()).containsExactly(iceberg(Kind.EXTRA, Cause.NOT_CAPTURED, "15"));
    assertThat(report.agrees()).isFalse();
    assertThat(archive.agrees()).isTrue();
    assertThat(archive).asString().contains(" kept=2");
    assertThat(verifier.repair(RepairPlan.of(report)).deletedRows()).isEqualTo(2);
    assertThat(verifier.verify(table).agrees()).isTrue();
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake WHERE id = 3")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"marker-append", "ordered"})
  void withoutAKeyAnExtraRowIsADifferenceUnlessItIsKept(String tracking) throws SQLException {
    SyncTable table = table(tracking);
    fill(table, "id int, v text");
    TestSchema.execute("INSERT INTO core_it.t VALUES (26, 'twice'), (26, 'twice')");
    VerifiedTables.copy(table);
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 9");
    TestSchema.execute(
        "DELETE FROM core_it.t WHERE ctid = (SELECT max(ctid) FROM core_it.t WHERE id = 26)");

    VerifyReport report = verifier.verify(table);
    VerifyReport archive = verifier.verify(table.deletes(Deletes.KEEP));

    assertThat(report.differences())
        .extracting(Difference::key)
        .containsExactly(List.of("9", "v9"), List.of("26", "twice"));
    assertThat(report.differences()).allMatch(difference -> difference.kind() == Kind.EXTRA);
    assertThat(report.agrees()).isFalse();
    assertThat(archive.agrees()).isTrue();
    assertThat(archive).asString().contains(" kept=2");
    verifier.repair(RepairPlan.of(report));
    assertThat(verifier.verify(table).agrees()).isTrue();
    TestSchema.execute("DELETE FROM core_it.lake WHERE id = 26");
    assertThat(verifier.verify(table.deletes(Deletes.KEEP)).agrees()).isFalse();
  }
}
