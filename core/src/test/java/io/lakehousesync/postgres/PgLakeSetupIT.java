package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PgLakeSetupIT {
  private static final String COLUMNS =
      """
      SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
      WHERE attrelid = 'core_it."Sales"'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
      """;

  /** What set-up and copies create in our schema. */
  private static final String OURS =
      """
      SELECT proname FROM pg_proc WHERE pronamespace = 'lakehouse_sync'::regnamespace
      UNION
      SELECT relname FROM pg_class
      WHERE relnamespace = 'lakehouse_sync'::regnamespace AND relname LIKE 'queue%'
      UNION SELECT target FROM lakehouse_sync.checkpoint
      UNION SELECT target FROM lakehouse_sync.column_link
      """;

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it."Sales" (id int PRIMARY KEY, "to" text, price numeric(10,2));
        INSERT INTO core_it."Sales" VALUES (1, 'a', 1.5)
        """);
  }

  static Stream<ChangeTracking> trackings() {
    return Stream.of(
        ChangeTracking.xid(),
        ChangeTracking.marker("synced_at"),
        ChangeTracking.ordered("id"),
        ChangeTracking.queue(),
        ChangeTracking.comparison());
  }

  @ParameterizedTest
  @MethodSource("trackings")
  void copyWorksAfterTheSetUpAndASecondPlanIsEmpty(ChangeTracking tracking) throws SQLException {
    List<SyncTable> tables = List.of(table(tracking));

    List<SetupStatement> applied = setup.apply(tables);

    assertThat(applied).isNotEmpty();
    assertThat(setup.plan(tables)).isEmpty();
    assertThat(setup.apply(tables)).isEmpty();
    PgLakeSource source = PgLakeSource.of(TestSchema.copier());
    source.validate(tables.get(0));
    source.copy(tables.get(0));
    assertThat(TestSchema.rows("SELECT id, \"to\", price FROM core_it.\"iceberg Sales\""))
        .containsExactly("1|a|1.50");
  }

  @ParameterizedTest
  @MethodSource("trackings")
  void aNewBaselineCopiesAllRowsAgain(ChangeTracking tracking) throws SQLException {
    SyncTable table = table(tracking);
    setup.apply(List.of(table));
    PgLakeSource source = PgLakeSource.of(TestSchema.copier());
    source.copy(table);
    TestSchema.execute("UPDATE core_it.\"iceberg Sales\" SET price = 77");

    setup.newBaseline(table);
    source.copy(table);

    assertThat(TestSchema.rows("SELECT id, price FROM core_it.\"iceberg Sales\""))
        .containsExactly("1|1.50");
  }

  @ParameterizedTest
  @MethodSource("trackings")
  void printingThePlanChangesNothing(ChangeTracking tracking) throws SQLException {
    List<String> before = TestSchema.rows(COLUMNS);

    List<SetupStatement> plan = setup.plan(List.of(table(tracking)));

    assertThat(TestSchema.rows(COLUMNS)).isEqualTo(before);
    assertThat(setup.plan(List.of(table(tracking)))).isEqualTo(plan);
  }

  @ParameterizedTest
  @MethodSource("trackings")
  void teardownLeavesTheHeapTableAsItWas(ChangeTracking tracking) throws SQLException {
    List<String> before = TestSchema.rows(COLUMNS);
    List<SyncTable> tables = List.of(table(tracking));
    setup.apply(tables);
    PgLakeSource.of(TestSchema.copier()).copy(tables.get(0));

    assertThat(setup.teardown(tables)).isNotEmpty();

    assertThat(setup.teardown(tables)).isEmpty();
    if (tracking.kind() != ChangeTracking.Kind.MARKER) {
      assertThat(TestSchema.rows(COLUMNS)).isEqualTo(before);
    }
    assertThat(
            TestSchema.number(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'core_it.\"Sales\"'::regclass"))
        .isZero();
    assertThat(
            TestSchema.number(
                "SELECT count(*) FROM lakehouse_sync.checkpoint WHERE target LIKE 'core_it.%'"))
        .isZero();
    TestSchema.execute("INSERT INTO core_it.\"Sales\" VALUES (2, 'b', 2)");
    TestSchema.execute("UPDATE core_it.\"Sales\" SET price = 3");
  }

  @ParameterizedTest
  @MethodSource("trackings")
  void teardownDropsObjectsOfDroppedTables(ChangeTracking tracking) throws SQLException {
    List<SyncTable> tables = List.of(table(tracking));
    setup.apply(tables);
    PgLakeSource.of(TestSchema.copier()).copy(tables.get(0));
    TestSchema.execute("DROP TABLE core_it.\"Sales\", core_it.\"iceberg Sales\"");

    setup.teardown(tables);

    assertThat(TestSchema.rows(OURS)).isEmpty();
    assertThat(setup.teardown(tables)).isEmpty();
  }

  @Test
  void teardownKeepsQueuesAndCheckpointsOfOtherTables() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.other (id int PRIMARY KEY)");
    SyncTable other =
        SyncTable.of("core_it.other", "core_it.iceberg_other")
            .tracking(ChangeTracking.queue())
            .mode(WriteMode.UPSERT);
    List<SyncTable> tables = List.of(table(ChangeTracking.queue()));
    setup.apply(List.of(tables.get(0), other));

    setup.teardown(tables);

    assertThat(setup.plan(List.of(other))).isEmpty();
    TestSchema.execute("INSERT INTO core_it.other VALUES (1)");
    assertThat(PgLakeSource.of(TestSchema.copier()).copy(other).rows()).isEqualTo(1);
  }

  @Test
  void checkReportsEachTableEvenIfOneIsMissing() {
    SyncTable complete = table(ChangeTracking.comparison());
    SyncTable gone = SyncTable.of("core_it.nothing", "core_it.iceberg_nothing");
    SyncTable bare = table(ChangeTracking.xid()).columns("id", "to");
    setup.apply(List.of(complete));

    List<SetupCheck> checks = setup.check(List.of(gone, complete, bare));

    assertThat(checks).extracting(SetupCheck::isComplete).containsExactly(true, false, true, false);
    assertThat(checks.get(1).problem())
        .contains("Heap table core_it.nothing does not exist. Check its name.");
    assertThat(checks.get(3).missing())
        .extracting(SetupStatement::title)
        .contains("column sync_xid of core_it.\"Sales\"");
  }

  @Test
  void checkReportsAnUpsertWithoutAKey() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.keyless (id int)");
    SyncTable keyless =
        SyncTable.of("core_it.keyless", "core_it.iceberg_keyless").mode(WriteMode.UPSERT);

    assertThat(setup.check(List.of(keyless)).get(1).problem())
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("core_it.keyless has no primary key"));
  }

  static Stream<Arguments> notToBeHelped() {
    return Stream.of(
        Arguments.of(
            table(ChangeTracking.xid("price")),
            "Column \"price\" of core_it.\"Sales\" is of type numeric(10,2), not xid8."),
        Arguments.of(
            table(ChangeTracking.ordered("day")), "core_it.\"Sales\" has no column \"day\"."),
        Arguments.of(
            table(ChangeTracking.queue()).mode(WriteMode.APPEND),
            "a queue captures updates and deletes, which need mode UPSERT."));
  }

  @ParameterizedTest
  @MethodSource("notToBeHelped")
  void trackingThatCannotWorkIsAProblemAndGetsNoStatements(SyncTable table, String problem)
      throws SQLException {
    List<String> before = TestSchema.rows(COLUMNS);

    assertThat(setup.check(List.of(table)).get(1).problem())
        .hasValueSatisfying(told -> assertThat(told).contains(problem));
    assertThatThrownBy(() -> setup.apply(List.of(table)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("Set-up of core_it", "nothing was committed", problem);

    assertThat(TestSchema.rows(COLUMNS)).isEqualTo(before);
    assertThat(
            TestSchema.number(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'core_it.\"Sales\"'::regclass"))
        .isZero();
  }

  @Test
  void newBaselineReportsMissingTables() throws SQLException {
    SyncTable table = table(ChangeTracking.xid());
    setup.apply(List.of(table));
    TestSchema.execute("DROP TABLE core_it.\"iceberg Sales\"");

    assertThatThrownBy(() -> setup.newBaseline(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(
            "Iceberg table core_it.\"iceberg Sales\" does not exist. Run the set-up");
    TestSchema.execute("DROP TABLE core_it.\"Sales\"");
    assertThatThrownBy(() -> setup.newBaseline(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(
            "Heap table core_it.\"Sales\" does not exist. Nothing was changed. Check its name.");
  }

  @Test
  void doesNotChangeATargetThatIsNotAnIcebergTable() throws SQLException {
    SyncTable table = table(ChangeTracking.xid());
    TestSchema.execute("CREATE TABLE core_it.\"iceberg Sales\" AS TABLE core_it.\"Sales\"");
    TestSchema.execute("INSERT INTO core_it.\"iceberg Sales\" (id) VALUES (7)");
    List<String> before = TestSchema.rows(COLUMNS);
    String problem =
        "core_it.\"iceberg Sales\" is not an Iceberg table. Rename it, or name another";

    assertThat(setup.check(List.of(table)).get(1).problem())
        .hasValueSatisfying(told -> assertThat(told).contains(problem));
    assertThatThrownBy(() -> setup.apply(List.of(table)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(problem);
    assertThat(TestSchema.rows(COLUMNS)).isEqualTo(before);
    assertThatThrownBy(() -> setup.newBaseline(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("New baseline of core_it", problem);
    assertThat(TestSchema.rows("SELECT id FROM core_it.\"iceberg Sales\"")).contains("7");
  }

  @Test
  void verificationBeforeTheSetUpReportsIt() throws SQLException {
    SyncTable table = table(ChangeTracking.ordered("id"));
    setup.apply(List.of(table));
    TestSchema.execute("DROP TABLE lakehouse_sync.checkpoint");

    assertThatThrownBy(() -> PgLakeVerifier.of(TestSchema.postgres()).verify(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "Table lakehouse_sync.checkpoint", "was not set up", "Run the set-up");
  }

  @Test
  void changedTrackingGetsItsOwnTriggerAndIndex() throws SQLException {
    setup.apply(List.of(table(ChangeTracking.marker("synced_at"))));
    SyncTable xid =
        SyncTable.of("core_it.\"Sales\"", "core_it.\"iceberg Sales\"").mode(WriteMode.UPSERT);
    setup.apply(List.of(xid));
    PgLakeSource source = PgLakeSource.of(TestSchema.copier());
    source.copy(xid.columns("id", "to", "price"));

    TestSchema.execute("UPDATE core_it.\"Sales\" SET price = 99");
    source.copy(xid.columns("id", "to", "price"));

    assertThat(TestSchema.rows("SELECT id, price FROM core_it.\"iceberg Sales\""))
        .containsExactly("1|99.00");
    assertThat(
            TestSchema.number(
                "SELECT count(*) FROM pg_index WHERE indrelid = 'core_it.\"Sales\"'::regclass"))
        .isEqualTo(2);
  }

  @Test
  void addingTheTransactionIdDoesNotRewriteTheTable() throws SQLException {
    String file = "SELECT pg_relation_filenode('core_it.\"Sales\"')";
    long before = TestSchema.number(file);

    setup.apply(List.of(table(ChangeTracking.xid())));

    assertThat(TestSchema.number(file)).isEqualTo(before);
  }

  @Test
  void failedSetUpChangesNothing() {
    SyncTable missing = SyncTable.of("core_it.nothing", "core_it.iceberg_nothing");

    assertThatThrownBy(() -> setup.apply(List.of(table(ChangeTracking.xid()), missing)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("Heap table core_it.nothing does not exist. Nothing was changed.");
    assertThat(setup.plan(List.of(table(ChangeTracking.xid())))).isNotEmpty();
  }

  @Test
  void aTableThatFailsLeavesTheTablesBeforeItSetUp() throws SQLException {
    TestSchema.execute(
        "CREATE TYPE core_it.typed AS (id int); CREATE TABLE core_it.typed_table OF core_it.typed"
            + " (PRIMARY KEY (id))");
    SyncTable first = table(ChangeTracking.xid());
    SyncTable failing = SyncTable.of("core_it.typed_table", "core_it.iceberg_typed");

    assertThatThrownBy(() -> setup.apply(List.of(first, failing)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "Set-up stopped at: column sync_xid of core_it.typed_table.",
            "cannot add column to typed table",
            "This was done before and stays: all of core_it.\"Sales\" -> core_it.\"iceberg Sales\";"
                + " Iceberg table core_it.iceberg_typed.");

    assertThat(setup.plan(List.of(first))).isEmpty();
    assertThat(setup.plan(List.of(failing)))
        .extracting(SetupStatement::title)
        .contains("column sync_xid of core_it.typed_table")
        .doesNotContain("Iceberg table core_it.iceberg_typed");
  }

  @Test
  void theListenerGetsWhatWasCommittedBeforeAFailure() throws SQLException {
    TestSchema.execute("CREATE TYPE core_it.typed AS (id int)");
    TestSchema.execute("CREATE TABLE core_it.typed_table OF core_it.typed (PRIMARY KEY (id))");
    SyncTable failing = SyncTable.of("core_it.typed_table", "core_it.iceberg_typed");
    List<String> committed = new ArrayList<>();

    assertThatThrownBy(
            () ->
                setup.apply(
                    List.of(table(ChangeTracking.xid()), failing),
                    statement -> committed.add(statement.title())))
        .isInstanceOf(NotAppliedException.class);

    assertThat(committed)
        .startsWith("schema lakehouse_sync")
        .contains("column sync_xid of core_it.\"Sales\"")
        .endsWith("Iceberg table core_it.iceberg_typed");
  }

  @Test
  void twoTargetsOfOneHeapTableShareItsObjects() {
    SyncTable first = table(ChangeTracking.xid());
    SyncTable second =
        SyncTable.of("core_it.\"Sales\"", "core_it.iceberg_second").mode(WriteMode.APPEND);

    assertThat(setup.plan(List.of(first, second))).doesNotHaveDuplicates();
    assertThat(setup.apply(List.of(first, second)))
        .doesNotHaveDuplicates()
        .extracting(SetupStatement::title)
        .contains("Iceberg table core_it.iceberg_second");
    assertThat(setup.plan(List.of(first, second))).isEmpty();
    assertThat(setup.teardownPlan(List.of(first, second))).doesNotHaveDuplicates();
    assertThat(setup.teardown(List.of(first, second))).doesNotHaveDuplicates();
    assertThat(setup.teardownPlan(List.of(first, second))).isEmpty();
  }

  private static SyncTable table(ChangeTracking tracking) {
    return SyncTable.of("core_it.\"Sales\"", "core_it.\"iceberg Sales\"")
        .tracking(tracking)
        .mode(tracking.kind() == ChangeTracking.Kind.QUEUE ? WriteMode.UPSERT : WriteMode.APPEND);
  }
}
