package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.sql.TableLock;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.RepairReport;
import io.lakehousesync.verify.VerifyOutcome;
import io.lakehousesync.verify.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows beyond the watermark are not compared, and a repair leaves them to the next copy. */
class VerifyWatermarkIT {
  private static final SyncTable XID =
      SyncTable.of("core_it.t", "core_it.lake").mode(WriteMode.UPSERT);
  private static final SyncTable QUEUE = XID.tracking(ChangeTracking.queue());
  private static final SyncTable MARKER = XID.tracking(ChangeTracking.marker("synced_at"));
  private static final SyncTable ORDERED =
      SyncTable.of("core_it.t", "core_it.lake").tracking(ChangeTracking.ordered("id"));

  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(10).build();

  private static void create(SyncTable table, String columns) throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (%s)".formatted(columns));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
  }

  private static void fill(SyncTable table) throws SQLException {
    create(table, "id int PRIMARY KEY, v text");
    TestSchema.execute("INSERT INTO core_it.t SELECT i, 'v' || i FROM generate_series(1, 25) i");
    VerifiedTables.copy(table);
  }

  private static SyncTable table(String tracking) {
    return switch (tracking) {
      case "xid" -> XID;
      case "xid-append" -> XID.mode(WriteMode.APPEND);
      case "marker" -> MARKER;
      case "marker-append" -> MARKER.mode(WriteMode.APPEND);
      default -> QUEUE;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"xid", "xid-append", "marker", "marker-append", "queue"})
  void changesThatWereNotCopiedYetAreNotDifferences(String tracking) throws SQLException {
    SyncTable table = table(tracking);
    fill(table);
    try (Connection late = TestSchema.postgres().getConnection()) {
      late.setAutoCommit(false);
      TestSchema.execute(late, "INSERT INTO core_it.t VALUES (100, 'late')");
      TestSchema.execute(late, "UPDATE core_it.t SET v = 'late' WHERE id = 7");
      TestSchema.execute("UPDATE core_it.t SET v = 'new' WHERE id = 3");
      VerifiedTables.copy(table);
      TestSchema.execute("UPDATE core_it.t SET v = 'newer' WHERE id IN (3, 4)");
      TestSchema.execute("INSERT INTO core_it.t VALUES (50, 'new')");
      assertThat(verifier.verify(table).differences()).isEmpty();

      late.commit();
    }
    VerifyReport report = verifier.verify(table);

    assertThat(report.differences()).isEmpty();
    assertThat(report.counts().heapRows()).isEqualTo(22);
    VerifiedTables.copy(table);
    assertThat(verifier.verify(table).counts().heapRows()).isEqualTo(27);
    assertThat(verifier.verify(table).differences()).isEmpty();
  }

  @Test
  void copiedPageOfALargeTransactionCountsAsCopied() throws SQLException {
    create(XID, "id int PRIMARY KEY, v text");
    TestSchema.execute("INSERT INTO core_it.t SELECT i, 'v' || i FROM generate_series(1, 25) i");
    SyncSource small = PgLakeSource.builder(TestSchema.copier()).batchRows(10).build();
    assertThat(verifier.verify(XID).counts().heapRows()).isZero();

    small.copy(XID);

    VerifyReport report = verifier.verify(XID);
    assertThat(report.differences()).isEmpty();
    assertThat(report.counts().heapRows()).isEqualTo(10);
    TestSchema.execute("DELETE FROM core_it.lake WHERE id IN (5)");
    assertThat(verifier.verify(XID).differences()).containsExactly(fault(Kind.MISSING, "5"));
  }

  @Test
  void aQueueCapturesADelete() throws SQLException {
    fill(QUEUE);
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 9");
    assertThat(verifier.verify(QUEUE).differences()).isEmpty();
    VerifiedTables.copy(QUEUE);
    assertThat(verifier.verify(QUEUE).differences()).isEmpty();
    TestSchema.execute("INSERT INTO core_it.lake VALUES (9, 'ghost')");
    assertThat(verifier.verify(QUEUE).differences()).containsExactly(fault(Kind.EXTRA, "9"));
  }

  @Test
  void updateWithoutMarkerTriggerIsNotCaptured() throws SQLException {
    fill(MARKER);
    TestSchema.execute("UPDATE core_it.lake SET v = 'x' WHERE id = 2");
    assertThat(verifier.verify(MARKER).differences()).containsExactly(fault(Kind.CHANGED, "2"));

    TestSchema.execute("DROP TRIGGER lakehouse_sync_marker ON core_it.t");

    assertThat(verifier.verify(MARKER).differences())
        .containsExactly(iceberg(Kind.CHANGED, Cause.NOT_CAPTURED, "2"));
  }

  @Test
  void nothingIsComparedWhileATruncateWaitsInTheQueue() throws SQLException {
    fill(QUEUE);
    TestSchema.execute("TRUNCATE core_it.t");

    VerifyReport report = verifier.verify(QUEUE);

    assertThat(report.differences()).isEmpty();
    assertThat(report.verifiedThrough()).isEmpty();
    assertThat(report.pending()).isEmpty();
    assertThat(report).asString().contains(" pending=unknown ");
    assertThat(report.outcome()).isEqualTo(VerifyOutcome.NOT_COMPARED);
    assertThat(report.notes())
        .containsExactly(
            "A TRUNCATE of core_it.t waits in its queue. Nothing can be compared before the next"
                + " copy.");
    RepairPlan plan =
        new RepairPlan(
            QUEUE,
            List.of(new RepairPlan.Range(List.of(fault(Kind.MISSING, "1")))),
            CatalogVerdict.Cure.NONE);
    assertThatThrownBy(() -> verifier.repair(plan))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("Repair of core_it.t -> core_it.lake stopped, nothing was committed");
  }

  @Test
  void duplicateRowIsExtra() throws SQLException {
    for (SyncTable table : List.of(XID, MARKER, QUEUE, ORDERED)) {
      fill(table);
      TestSchema.execute("INSERT INTO core_it.lake SELECT * FROM core_it.lake WHERE id = 12");

      VerifyReport report = verifier.verify(table);

      assertThat(report.differences()).containsExactly(fault(Kind.EXTRA, "12"));
      assertThat(verifier.repair(RepairPlan.of(report)))
          .hasToString(
              "repaired core_it.t -> core_it.lake keys=1 deleted_rows=2 inserted_rows=1 remaining=0");
      assertThat(verifier.verify(table).differences()).isEmpty();
    }
  }

  @Test
  void reusedKeyKeepsItsOldRowWithAnOrderedColumn() throws SQLException {
    SyncTable table =
        SyncTable.of("core_it.t", "core_it.lake").tracking(ChangeTracking.ordered("position"));
    create(table, "id int PRIMARY KEY, position int");
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 1), (2, 2)");
    VerifiedTables.copy(table);
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 2; INSERT INTO core_it.t VALUES (2, 3)");
    VerifiedTables.copy(table);

    assertThat(verifier.verify(table).differences())
        .containsExactly(iceberg(Kind.EXTRA, Cause.NOT_CAPTURED, "2"));
  }

  @Test
  void appendedVersionsMustIncludeTheNewestOne() throws SQLException {
    SyncTable table = XID.mode(WriteMode.APPEND);
    fill(table);
    TestSchema.execute("UPDATE core_it.t SET v = 'second' WHERE id IN (3, 15)");
    VerifiedTables.copy(table);
    assertThat(verifier.verify(table).differences()).isEmpty();
    TestSchema.execute("DELETE FROM core_it.lake WHERE v = 'second' AND id = 15");

    VerifyReport report = verifier.verify(table);

    assertThat(report.differences()).containsExactly(fault(Kind.CHANGED, "15"));
    assertThat(report.notes())
        .contains("Updates are appended: older versions of a row are not compared.");
    verifier.repair(RepairPlan.of(report));
    assertThat(TestSchema.rows("SELECT v FROM core_it.lake WHERE id = 15 ORDER BY 1"))
        .containsExactly("second", "v15");
    assertThat(verifier.verify(table).differences()).isEmpty();
  }

  @Test
  void repairLeavesLaterChangesToTheNextCopy() throws SQLException {
    for (String tracking : List.of("xid", "xid-append", "marker", "marker-append", "queue")) {
      SyncTable table = table(tracking);
      fill(table);
      TestSchema.execute("DELETE FROM core_it.lake WHERE id IN (1, 2, 3)");
      RepairPlan plan = RepairPlan.of(verifier.verify(table));
      assertThat(plan)
          .asString()
          .contains(": 1 transaction", "[1] to [3]: copy 3 missing, replace 0 changed, delete 0");
      String checkpoint = TestSchema.rows("SELECT * FROM lakehouse_sync.checkpoint").toString();
      TestSchema.execute("UPDATE core_it.t SET v = 'changed since' WHERE id = 2");
      TestSchema.execute("DELETE FROM core_it.t WHERE id = 3");

      RepairReport repaired = verifier.repair(plan);

      assertThat(repaired.insertedRows()).as(tracking).isEqualTo(1);
      assertThat(TestSchema.rows("SELECT * FROM lakehouse_sync.checkpoint"))
          .hasToString(checkpoint);
      VerifiedTables.copy(table);
      assertThat(TestSchema.rows("SELECT * FROM core_it.lake WHERE id <= 4 ORDER BY 1"))
          .as(tracking)
          .containsExactly("1|v1", "2|changed since", "4|v4");
    }
  }

  @Test
  void rowThatChangesDuringARepairArrivesOnce() throws SQLException {
    for (String tracking : List.of("xid", "xid-append", "marker", "marker-append", "queue")) {
      SyncTable table = table(tracking);
      fill(table);
      TestSchema.execute("DELETE FROM core_it.lake WHERE id IN (1, 2)");
      RepairPlan plan = RepairPlan.of(verifier.verify(table));
      DataSource changing =
          HookedDataSource.before(
              "INSERT",
              TestSchema.postgres(),
              () -> TestSchema.execute("UPDATE core_it.t SET v = 'changed' WHERE id = 2"));

      RepairReport repaired = PgLakeVerifier.of(changing).repair(plan);

      assertThat(repaired.insertedRows()).as(tracking).isEqualTo(1);
      assertThat(repaired.remaining()).isEmpty();
      VerifiedTables.copy(table);
      assertThat(TestSchema.rows("SELECT * FROM core_it.lake WHERE id <= 3 ORDER BY 1"))
          .as(tracking)
          .containsExactly("1|v1", "2|changed", "3|v3");
    }
  }

  @Test
  void rangeIsVerifiedInOneSnapshot() throws SQLException {
    fill(XID);
    DataSource changing =
        HookedDataSource.before(
            "WITH heap",
            TestSchema.postgres(),
            () -> PgLakeSetup.of(TestSchema.postgres()).newBaseline(XID));

    VerifyReport report = PgLakeVerifier.builder(changing).rangeRows(100).build().verify(XID);

    assertThat(report.differences()).isEmpty();
    assertThat(report.counts().icebergRows()).isEqualTo(25);
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isZero();
  }

  @Test
  void repairWaitsForARunningCopy() throws Exception {
    fill(XID);
    TestSchema.execute("DELETE FROM core_it.lake WHERE id = 1");
    RepairPlan plan = RepairPlan.of(verifier.verify(XID));
    try (Connection copy = TestSchema.postgres().getConnection()) {
      copy.setAutoCommit(false);
      TableLock.take(copy, XID);
      var repair = CompletableFuture.supplyAsync(() -> verifier.repair(plan));
      Awaitility.await().until(() -> TestSchema.waits("%pg_advisory_xact_lock%"));
      assertThat(repair).isNotDone();
      copy.rollback();
      assertThat(repair.get().insertedRows()).isEqualTo(1);
    }
  }

  @Test
  void listsDifferencesUpToTheLimitAndCountsTheRest() throws SQLException {
    fill(XID);
    TestSchema.execute("DELETE FROM core_it.lake");

    VerifyReport report =
        PgLakeVerifier.builder(TestSchema.postgres())
            .rangeRows(10)
            .maxDifferences(12)
            .build()
            .verify(XID);

    assertThat(report.differences()).hasSize(12);
    assertThat(report.counts().unlisted()).isEqualTo(2);
    assertThat(report).asString().startsWith("DIFFERS").contains("unlisted_ranges=2");
  }

  @Test
  void rangesFollowTheIcebergTableIfTheHeapTableIsEmpty() throws SQLException {
    fill(XID);
    TestSchema.execute("DELETE FROM core_it.t");
    TestSchema.execute("INSERT INTO core_it.lake SELECT i, '' FROM generate_series(26, 95) i");

    VerifyReport report = verifier.verify(XID);

    assertThat(report.pending()).hasValue(25);
    assertThat(report.differences()).hasSize(70).allMatch(d -> d.kind() == Kind.EXTRA);
    assertThat(report.counts().ranges()).isGreaterThan(5);
    verifier.repair(RepairPlan.of(report));
    assertThat(verifier.verify(XID).differences()).isEmpty();
  }

  private static Difference fault(Kind kind, String... key) {
    return iceberg(kind, Cause.FAULT, key);
  }

  private static Difference iceberg(Kind kind, Cause cause, String... key) {
    return Difference.inIceberg(kind, cause, List.of(key));
  }
}
