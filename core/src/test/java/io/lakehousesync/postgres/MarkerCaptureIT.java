package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No write keeps a mark that it did not get from a copy, or the copy stops. */
@Tag("slow")
class MarkerCaptureIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it.lake")
          .tracking(ChangeTracking.marker("synced_at"))
          .mode(WriteMode.UPSERT);

  private static final String ROWS = "SELECT id, v FROM core_it.%s ORDER BY 1, 2";

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY, v text)");
    fill(TABLE);
  }

  private void fill(SyncTable table) throws SQLException {
    setup.apply(List.of(table));
    TestSchema.execute("INSERT INTO core_it.t SELECT i, 'v' || i FROM generate_series(1, 19) AS i");
    VerifiedTables.copy(table);
    assertSameRows();
  }

  private void createPartitions(SyncTable table) throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
        CREATE TABLE core_it.low PARTITION OF core_it.t FOR VALUES FROM (0) TO (10);
        CREATE TABLE core_it.high PARTITION OF core_it.t FOR VALUES FROM (10) TO (100)
        """);
    fill(table);
  }

  /** Some object-relational mappers write all columns of a row, each time with the old mark. */
  @Test
  void twoUpdatesThatWriteTheOldMarkBackAreCaptured() throws SQLException {
    String mark = TestSchema.rows("SELECT synced_at FROM core_it.t WHERE id = 1").get(0);
    String update = "UPDATE core_it.t SET v = '%s', synced_at = '" + mark + "' WHERE id = 1";

    try (Connection application = TestSchema.postgres().getConnection()) {
      application.setAutoCommit(false);
      TestSchema.execute(application, update.formatted("first"));
      TestSchema.execute(application, update.formatted("second"));
      application.commit();
    }

    VerifiedTables.copy(TABLE);
    assertSameRows();
  }

  /** The rows of a backup or of another table bring a mark. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO core_it.t VALUES (50, 'new', now())",
        "INSERT INTO core_it.t VALUES (1, 'x', now()), (50, 'y', now())"
            + " ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v, synced_at = EXCLUDED.synced_at",
        "UPDATE core_it.t SET v = 'x', synced_at = now() WHERE id = 2",
        "UPDATE core_it.t SET v = 'x', synced_at = now() + interval '1 day' WHERE id = 2"
      })
  void writesThatBringAMarkAreCaptured(String write) throws SQLException {
    for (String table : List.of("plain", "partitioned")) {
      if (table.equals("partitioned")) {
        createPartitions(TABLE);
      }
      TestSchema.execute(write);

      VerifiedTables.copy(TABLE);
      assertSameRows();
    }
  }

  @Test
  void writesOfAReplicaSessionAreCaptured() throws SQLException {
    for (String table : List.of("plain", "partitioned")) {
      if (table.equals("partitioned")) {
        createPartitions(TABLE);
      }
      try (Connection replica = TestSchema.postgres().getConnection()) {
        replica.setAutoCommit(false);
        TestSchema.execute(replica, "SET LOCAL session_replication_role = replica");
        TestSchema.execute(replica, "UPDATE core_it.t SET v = 'changed' WHERE id < 5");
        TestSchema.execute(replica, "INSERT INTO core_it.t VALUES (50, 'new', now())");
        replica.commit();
      }

      VerifiedTables.copy(TABLE);
      assertSameRows();
    }
  }

  /** A trigger of the application may touch the row again while the copy marks it. */
  @Test
  void updateByAnApplicationsTriggerDuringTheMarkingIsCaptured() throws SQLException {
    TestSchema.execute(
        """
        CREATE FUNCTION core_it.count_marks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $f$
        BEGIN
          IF NEW.v NOT LIKE '%+' THEN
            UPDATE core_it.t SET v = v || '+', synced_at = NEW.synced_at WHERE id = NEW.id;
          END IF;
          RETURN NULL;
        END $f$;
        CREATE TRIGGER count_marks AFTER UPDATE ON core_it.t
          FOR EACH ROW EXECUTE FUNCTION core_it.count_marks();
        INSERT INTO core_it.t VALUES (50, 'new')
        """);
    source.copy(TABLE);
    VerifiedTables.copy(TABLE);

    assertThat(TestSchema.rows("SELECT v FROM core_it.lake WHERE id = 50")).containsExactly("new+");
    assertSameRows();
  }

  /** The documentation describes this condition. */
  @Test
  void triggersOfTheApplicationCanLeaveOutTheMarking() throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it.audit (id int);
        CREATE FUNCTION core_it.audit() RETURNS trigger LANGUAGE plpgsql AS $f$
        BEGIN INSERT INTO core_it.audit VALUES (NEW.id); RETURN NULL; END $f$;
        CREATE TRIGGER audit AFTER UPDATE ON core_it.t FOR EACH ROW
          WHEN (coalesce(current_setting('lakehouse_sync.marking', true), '') = '')
          EXECUTE FUNCTION core_it.audit();
        INSERT INTO core_it.t VALUES (50, 'new')
        """);

    VerifiedTables.copy(TABLE);
    assertThat(TestSchema.rows("SELECT id FROM core_it.audit")).isEmpty();
    setup.newBaseline(TABLE);
    VerifiedTables.copy(TABLE);
    assertThat(TestSchema.rows("SELECT id FROM core_it.audit")).isEmpty();
    TestSchema.execute("UPDATE core_it.t SET v = 'x' WHERE id = 3");
    assertThat(TestSchema.rows("SELECT id FROM core_it.audit")).containsExactly("3");
    VerifiedTables.copy(TABLE);
    assertThat(TestSchema.rows("SELECT id FROM core_it.audit")).containsExactly("3");
    assertSameRows();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "core_it.t DISABLE TRIGGER lakehouse_sync_marker",
        "core_it.low DISABLE TRIGGER lakehouse_sync_marker",
        "core_it.high DISABLE TRIGGER lakehouse_sync_marker_insert"
      })
  void stopsWhileATriggerIsOff(String fault) throws SQLException {
    createPartitions(TABLE);
    TestSchema.execute("ALTER TABLE " + fault);
    TestSchema.execute("UPDATE core_it.t SET v = 'missed'");
    TestSchema.execute(
        "INSERT INTO core_it.t VALUES (50, 'missed', now()), (5, 'missed', now())"
            + " ON CONFLICT (id) DO NOTHING");

    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "Trigger %s on core_it.t is disabled, on the table or on a partition"
                .formatted(fault.substring(fault.lastIndexOf(' ') + 1)),
            "Run the set-up (PgLakeSetup)");
    setup.apply(List.of(TABLE));
    VerifiedTables.copy(TABLE);
    assertSameRows();
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  @Test
  void stopsWhileItsTriggerDoesNotFireForReplicaSessions() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.t ENABLE TRIGGER lakehouse_sync_marker");

    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(
            "Trigger lakehouse_sync_marker on core_it.t fires only in some of the sessions in"
                + " which it must fire");
    setup.apply(List.of(TABLE));
    VerifiedTables.copy(TABLE);
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        ALTER TABLE core_it.t DISABLE TRIGGER lakehouse_sync_marker;
        UPDATE core_it.t SET v = 'missed' WHERE id < 5;
        ALTER TABLE core_it.t ENABLE ALWAYS TRIGGER lakehouse_sync_marker
        """,
        """
        CREATE TABLE core_it.old (LIKE core_it.t INCLUDING ALL);
        INSERT INTO core_it.old VALUES (100, 'old', now());
        ALTER TABLE core_it.t ATTACH PARTITION core_it.old FOR VALUES FROM (100) TO (200)
        """,
        """
        ALTER TABLE core_it.t DETACH PARTITION core_it.low;
        UPDATE core_it.low SET v = 'changed outside' WHERE id = 1;
        ALTER TABLE core_it.t ATTACH PARTITION core_it.low FOR VALUES FROM (0) TO (10)
        """
      })
  void rowsThatWereMarkedWithoutOurTriggerAreCopiedAgain(String change) throws SQLException {
    createPartitions(TABLE);
    TestSchema.execute(change);

    assertThat(source.unchanged(List.of(TABLE))).isEmpty();
    VerifiedTables.copy(TABLE);
    assertSameRows();
    assertThat(source.copy(TABLE).rows()).isZero();
  }

  /** Appended again, the marked rows of the partition could be in the Iceberg table twice. */
  @Test
  void attachedPartitionWithMarksStopsAnAppendUntilANewBaseline() throws SQLException {
    SyncTable table = TABLE.mode(WriteMode.APPEND);
    createPartitions(table);
    TestSchema.execute(
        """
        ALTER TABLE core_it.t DETACH PARTITION core_it.low;
        ALTER TABLE core_it.t ATTACH PARTITION core_it.low FOR VALUES FROM (0) TO (10)
        """);

    assertThatThrownBy(() -> source.copy(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "Copy of core_it.t -> core_it.lake stopped, nothing was committed",
            "marks of core_it.low",
            "Make a new baseline (PgLakeSetup.newBaseline)");
    setup.newBaseline(table);
    VerifiedTables.copy(table);
    assertSameRows();
  }

  @Test
  void partitionsThatAreAddedEmptyStopNothing() throws SQLException {
    for (WriteMode mode : WriteMode.values()) {
      SyncTable table = TABLE.mode(mode);
      createPartitions(table);
      TestSchema.execute(
          """
          CREATE TABLE core_it.fresh PARTITION OF core_it.t FOR VALUES FROM (100) TO (200);
          INSERT INTO core_it.t VALUES (100, 'new')
          """);

      VerifiedTables.copy(table);
      assertSameRows();
      assertThat(source.copy(table).rows()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void droppedMarkerThatTheSetUpAddsAgainDoublesNoRow(WriteMode mode) throws SQLException {
    SyncTable table = TABLE.mode(mode);
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY, v text)");
    fill(table);
    TestSchema.execute("ALTER TABLE core_it.t DROP COLUMN synced_at CASCADE");
    assertThatThrownBy(() -> source.copy(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(
            "core_it.t has no column \"synced_at\". Run the set-up (PgLakeSetup)");

    setup.apply(List.of(table));

    assertThatThrownBy(() -> source.copy(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "column \"synced_at\" was dropped and added again",
            "Make a new baseline (PgLakeSetup.newBaseline)");
    setup.newBaseline(table);
    VerifiedTables.copy(table);
    assertSameRows();
  }

  /** As above, and the teardown has forgotten the checkpoint as well. */
  @Test
  void appendWithoutACheckpointDoublesNoRow() throws SQLException {
    SyncTable table = TABLE.mode(WriteMode.APPEND);
    setup.teardown(List.of(table));
    TestSchema.execute("ALTER TABLE core_it.t DROP COLUMN synced_at");
    setup.apply(List.of(table));

    assertThatThrownBy(() -> source.copy(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(
            "core_it.lake has rows, and no checkpoint says which rows of core_it.t were");
    setup.newBaseline(table);
    VerifiedTables.copy(table);
    assertSameRows();
  }

  @Test
  void teardownAndSetUpContinueWithTheMarks() throws SQLException {
    SyncTable table = TABLE.mode(WriteMode.APPEND);
    setup.teardown(List.of(table));
    setup.apply(List.of(table));
    TestSchema.execute("INSERT INTO core_it.t VALUES (50, 'new')");

    assertThat(source.copy(table).rows()).isEqualTo(1);
    assertSameRows();
  }

  /** The function of an earlier version kept a mark that an update wrote back. */
  @Test
  void setUpReplacesTheFunctionOfAnEarlierVersion() throws SQLException {
    String function =
        "lakehouse_sync.marker_" + TestSchema.number("SELECT 'core_it.t'::regclass::oid");
    TestSchema.execute(
        """
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.synced_at IS NOT DISTINCT FROM OLD.synced_at THEN NEW.synced_at := NULL; END IF;
          RETURN NEW;
        END $$
        """
            .replace("{function}", function));

    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("The trigger function of core_it.t");
    assertThat(setup.apply(List.of(TABLE)))
        .extracting(SetupStatement::title)
        .containsExactly(
            "function lakehouse_sync.marker_%s of core_it.t"
                .formatted(function.substring(function.lastIndexOf('_') + 1)));

    assertThat(setup.plan(List.of(TABLE))).isEmpty();
    twoUpdatesThatWriteTheOldMarkBackAreCaptured();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a$$b", "new", "old", "$sync$", "tg_op", "do\"uble"})
  void markerMayHaveAnyName(String name) throws SQLException {
    SyncTable table =
        TABLE.tracking(ChangeTracking.marker(name)).columns("id", "v").mode(WriteMode.UPSERT);
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY, v text)");
    fill(table);
    TestSchema.execute("UPDATE core_it.t SET v = 'x' WHERE id = 1");

    VerifiedTables.copy(table);
    assertSameRows();
    assertThat(setup.plan(List.of(table))).isEmpty();
  }

  /** Without the trigger of the set-up, a copy marks rows as the article does. */
  @Test
  void handMadeMarkerWorksWithoutATrigger() throws SQLException {
    TestSchema.execute(
        """
        DROP TABLE core_it.t, core_it.lake;
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text, synced_at timestamp);
        CREATE TABLE core_it.lake (id int, v text) USING iceberg;
        INSERT INTO core_it.t VALUES (1, 'a')
        """);
    SyncTable table = TABLE.columns("id", "v");

    VerifiedTables.copy(table);
    TestSchema.execute("UPDATE core_it.t SET v = 'b', synced_at = NULL");
    VerifiedTables.copy(table);
    assertSameRows();
    setup.apply(List.of(table));
    TestSchema.execute("UPDATE core_it.t SET v = 'c'");
    VerifiedTables.copy(table);
    assertSameRows();
  }

  private static void assertSameRows() throws SQLException {
    assertThat(TestSchema.rows(ROWS.formatted("lake")))
        .isEqualTo(TestSchema.rows(ROWS.formatted("t")));
  }
}
