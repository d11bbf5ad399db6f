package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.spi.CutResult.Cut;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncGroup;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Iceberg table that records the cuts of a group. */
class CutsTableIT {
  private static final String CUTS = "core_it.lakehouse_cuts";
  private static final String INSERT = "INSERT INTO \"core_it\".\"lakehouse_cuts\"";
  private static final String OF_CUTS =
      "SELECT cut_id, group_name FROM core_it.lakehouse_cuts WHERE table_name IS NULL ORDER BY 1";
  private static final String ALL = "SELECT * FROM core_it.lakehouse_cuts ORDER BY 1, 4";

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  private static SyncGroup create(ChangeTracking tracking) throws SQLException {
    SyncGroup group = Orders.create(tracking, tracking).recordCutsIn(CUTS);
    PgLakeSetup.of(TestSchema.postgres()).applyGroups(List.of(group));
    return group;
  }

  private static SyncGroup create() throws SQLException {
    return create(ChangeTracking.xid());
  }

  @Test
  void eachCutHasARowAndARowForEachMetadataFile() throws Exception {
    SyncGroup group = create();
    Cut first = Orders.cut(source, group).cut().orElseThrow();
    TestSchema.execute(Orders.CHANGE);
    Cut second = Orders.cut(source, group).cut().orElseThrow();

    assertThat(TestSchema.rows(OF_CUTS))
        .containsExactly(first.id() + "|sales", second.id() + "|sales");
    assertThat(
            TestSchema.rows(
                "SELECT table_name, metadata_location FROM core_it.lakehouse_cuts"
                    + " WHERE table_name IS NOT NULL AND cut_id = %d ORDER BY 1"
                        .formatted(second.id())))
        .containsExactly(
            "core_it.lake_lines|" + Orders.file(second, Orders.LINES),
            "core_it.lake_orders|" + Orders.file(second, Orders.ORDERS));
    assertThat(
            TestSchema.number(
                "SELECT count(*) FROM core_it.lakehouse_cuts WHERE cut_id = %d AND shows_at = '%s'"
                    .formatted(second.id(), second.shows())))
        .isEqualTo(3);
    assertThat(
            TestSchema.rows(
                "SELECT metadata_location FROM iceberg_tables WHERE table_name = 'lakehouse_cuts'"))
        .containsExactly(second.record().orElseThrow().uri());
  }

  /** If the row of the cut cannot be written, no table has the rows of the cut. */
  @Test
  void theRowOfACutIsInItsTransaction() throws Exception {
    SyncGroup group = create();
    Orders.cut(source, group);
    TestSchema.execute(Orders.CHANGE);
    List<String> before = Orders.lake();
    List<String> cuts = TestSchema.rows(ALL);
    SyncSource failing =
        PgLakeSource.of(
            HookedDataSource.before(
                INSERT,
                TestSchema.copier(),
                () -> {
                  throw new SQLException("no row", "XX000");
                }));

    assertThatThrownBy(() -> failing.cut(group))
        .isInstanceOf(LakehouseSyncException.class)
        .hasMessageContaining("Cut of group sales failed: no row");

    assertThat(Orders.lake()).isEqualTo(before);
    assertThat(TestSchema.rows(ALL)).isEqualTo(cuts);
    Orders.cut(source, group);
    assertThat(Orders.lake()).isEqualTo(Orders.heap());
  }

  @Test
  void aReaderOfPostgresSeesTheRowsOfACutWithItsRow() throws Exception {
    SyncGroup group = create();
    Cut first = Orders.cut(source, group).cut().orElseThrow();
    TestSchema.execute("INSERT INTO core_it.orders VALUES (77, 0)");
    List<String> seen = new CopyOnWriteArrayList<>();
    String both =
        "SELECT (SELECT max(cut_id) FROM core_it.lakehouse_cuts WHERE table_name IS NULL),"
            + " (SELECT count(*) FROM core_it.lake_orders WHERE id = 77)";
    SyncSource watched =
        PgLakeSource.of(
            HookedDataSource.before(
                INSERT, TestSchema.copier(), () -> seen.addAll(TestSchema.rows(both))));

    Cut second = Orders.cut(watched, group).cut().orElseThrow();

    assertThat(seen).containsExactly(first.id() + "|0");
    assertThat(TestSchema.rows(both)).containsExactly(second.id() + "|1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xid", "comparison"})
  void withoutAChangeTheLastCutIsStillThere(String kind) throws Exception {
    SyncGroup group =
        create(kind.equals("xid") ? ChangeTracking.xid() : ChangeTracking.comparison());
    Cut first = Orders.cut(source, group).cut().orElseThrow();
    List<String> rows = TestSchema.rows(ALL);

    Cut second = Orders.cut(source, group).cut().orElseThrow();

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.shows()).isAfter(first.shows());
    assertThat(second.record()).isEqualTo(first.record()).isPresent();
    assertThat(TestSchema.rows(ALL)).isEqualTo(rows);
  }

  /** A change that only deletes rows inserts no row. It is a change of the Iceberg table. */
  @Test
  void aCutThatOnlyDeletesRowsIsAnotherCut() throws Exception {
    SyncGroup group = create();
    Cut first = Orders.cut(source, group).cut().orElseThrow();
    TestSchema.execute(
        "BEGIN; DELETE FROM core_it.lines WHERE order_id = 5;"
            + " DELETE FROM core_it.orders WHERE id = 5; COMMIT");

    assertThat(Orders.cut(source, group).cut().orElseThrow().id()).isGreaterThan(first.id());
    assertThat(Orders.lake()).isEqualTo(Orders.heap());
  }

  /** Another host may have copied the tables since, one by one. Then they are at no cut. */
  @Test
  void afterTheCopyOfAnotherHostThereIsAnotherCut() throws Exception {
    SyncGroup group = create();
    Cut first = Orders.cut(source, group).cut().orElseThrow();
    TestSchema.execute(Orders.CHANGE);
    SyncSource other = PgLakeSource.of(TestSchema.copier());
    group.tables().forEach(other::copy);

    assertThat(Orders.cut(source, group).cut().orElseThrow().id()).isGreaterThan(first.id());
  }

  @Test
  void rowsOfOldCutsAreDeleted() throws Exception {
    SyncGroup group = create();
    Orders.cut(
        PgLakeSource.builder(TestSchema.copier())
            .clock(Clock.offset(Clock.systemUTC(), Duration.ofDays(-11)))
            .build(),
        group);
    assertThat(TestSchema.rows(OF_CUTS)).hasSize(1);

    Cut now = Orders.cut(source, group).cut().orElseThrow();

    assertThat(TestSchema.rows("SELECT DISTINCT cut_id FROM core_it.lakehouse_cuts"))
        .containsExactly(String.valueOf(now.id()));
  }

  @Test
  void theSetUpCreatesTheTableOnce() throws Exception {
    SyncGroup group = Orders.create().recordCutsIn(CUTS);
    SyncGroup other = SyncGroup.of("other", group.tables()).recordCutsIn(CUTS);
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    assertThat(setup.checkGroups(List.of(group, other)))
        .hasSize(1)
        .noneMatch(SetupCheck::isComplete);

    assertThat(setup.applyGroups(List.of(group, other)))
        .extracting(SetupStatement::title)
        .containsExactly("Iceberg table " + CUTS);
    assertThat(setup.planGroups(List.of(group, other))).isEmpty();
    assertThat(setup.checkGroups(List.of(group, other)))
        .hasSize(1)
        .allMatch(SetupCheck::isComplete);
    assertThat(setup.applyGroups(List.of(group, other))).isEmpty();
  }

  @Test
  void aTableThatCannotRecordCutsIsRefused() throws Exception {
    SyncGroup group = create();
    TestSchema.execute("CREATE TABLE core_it.heap (cut_id bigint)");
    TestSchema.execute("CREATE TABLE core_it.short (cut_id int) USING iceberg");
    Orders.cut(source, group);

    assertThatThrownBy(() -> source.cut(group.recordCutsIn("core_it.missing")))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("core_it.missing, the table of cuts, does not exist");
    assertThatThrownBy(() -> source.cut(group.recordCutsIn("core_it.heap")))
        .hasMessageContaining("core_it.heap is not an Iceberg table");
    assertThatThrownBy(() -> source.cut(group.recordCutsIn("core_it.short")))
        .hasMessageContaining("it has no column cut_id bigint, group_name text");
    assertThatThrownBy(() -> group.recordCutsIn("core_it.lake_orders"))
        .hasMessageContaining("cannot record its cuts in core_it.lake_orders");
    assertThatThrownBy(
            () ->
                PgLakeSetup.of(TestSchema.postgres())
                    .planGroups(List.of(group.recordCutsIn("core_it.heap"))))
        .hasMessageContaining("Set-up of group sales stopped");
  }

  @Test
  void theDoctorNamesWhatPreventsCuts() throws Exception {
    SyncGroup group = create();
    SyncGroup missing = group.recordCutsIn("core_it.missing");
    SyncGroup queue =
        SyncGroup.of("sales", Orders.ORDERS.tracking(ChangeTracking.queue()), Orders.LINES);
    PgLakeDoctor doctor = PgLakeDoctor.of(TestSchema.postgres());

    assertThat(doctor.examineGroups(List.of(group))).isEmpty();
    assertThat(doctor.examineGroups(List.of(group, missing)))
        .extracting(Finding::code)
        .containsExactly("cuts-not-recorded");
    assertThat(doctor.examineGroups(List.of(queue)))
        .extracting(Finding::code)
        .containsExactly("group-refused");
  }

  @Test
  void aRoleNeedsTheGrantsOnTheTableOfCuts() throws Exception {
    SyncGroup group = create();
    TestSchema.execute("DROP ROLE IF EXISTS core_it_cutter; CREATE ROLE core_it_cutter");
    try {
      for (String grant :
          PgLakePrivileges.grants(group.tables(), PgLakePrivileges.Use.COPY, "core_it_cutter")) {
        TestSchema.execute(grant);
      }
      SyncSource cutter = PgLakeSource.of(TestSchema.postgres("SET ROLE core_it_cutter"));

      assertThatThrownBy(() -> cutter.cut(group))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining(
              "This role may not SELECT, INSERT, DELETE rows of core_it.lakehouse_cuts")
          .hasMessageContaining("(PgLakePrivileges.grantsForGroups)");
      for (String grant : PgLakePrivileges.grantsForGroups(List.of(group), "core_it_cutter")) {
        TestSchema.execute(grant);
      }

      assertThat(Orders.cut(cutter, group).cut().orElseThrow().record()).isPresent();
    } finally {
      TestSchema.execute("DROP OWNED BY core_it_cutter; DROP ROLE core_it_cutter");
    }
  }
}
