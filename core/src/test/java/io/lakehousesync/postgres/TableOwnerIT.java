package io.lakehousesync.postgres;

import static io.lakehousesync.postgres.OwnerRoles.owner;
import static io.lakehousesync.postgres.OwnerRoles.ran;
import static io.lakehousesync.postgres.OwnerRoles.setUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The owner of a heap table attacks. He owns the schema of the table, and nothing else. The roles
 * that copy and verify have the least privileges. The set-up is run by a superuser.
 */
class TableOwnerIT {
  /**
   * A trigger without transition tables calls a function of ours; the caller has a view instead.
   */
  private static final String TRAP =
      """
      CREATE OR REPLACE FUNCTION core_it.evil() RETURNS int LANGUAGE plpgsql AS $f$
      BEGIN PERFORM core_it.note('view'); RETURN 1; END $f$;
      CREATE TEMP VIEW new_rows AS SELECT core_it.evil() AS id;
      CREATE TABLE IF NOT EXISTS core_it.mine (id int);
      DO $$ BEGIN
        EXECUTE 'CREATE OR REPLACE TRIGGER x AFTER INSERT ON core_it.mine FOR EACH STATEMENT'
          || ' EXECUTE FUNCTION lakehouse_sync.%s_' || 'core_it.t'::regclass::oid || '()';
      END $$;
      """;

  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it_lake.lake");

  private final DataSource copier = OwnerRoles.copier();
  private final DataSource verifier = OwnerRoles.verifier();
  private final PgLakeSource source = PgLakeSource.of(copier);

  @BeforeEach
  void createRoles() throws SQLException {
    OwnerRoles.create();
  }

  @AfterEach
  void dropRoles() throws SQLException {
    OwnerRoles.drop();
  }

  /** PostgreSQL reads {@code r.to_json} as {@code to_json(r)} if there is no such column. */
  @Test
  void theFunctionOfTheQueueCallsNoFunctionForAMissingColumn() throws SQLException {
    owner(
        """
        CREATE TYPE core_it.mood AS ENUM ('a');
        CREATE FUNCTION core_it.mood_json(core_it.mood) RETURNS json LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('enum to json'); RETURN '1'; END $f$;
        CREATE CAST (core_it.mood AS json) WITH FUNCTION core_it.mood_json(core_it.mood);
        CREATE TABLE core_it.t (to_json int PRIMARY KEY, m core_it.mood)
        """);
    setUp(TABLE.tracking(ChangeTracking.queue()));

    owner("ALTER TABLE core_it.t RENAME to_json TO id");
    assertThatThrownBy(() -> owner("INSERT INTO core_it.t VALUES (2, 'a')"))
        .hasMessageContaining("to_json");
    assertThat(ran()).isEmpty();
  }

  @Test
  void aViewInPlaceOfTheTableIsNotReadByTheCheckForChanges() throws SQLException {
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY); INSERT INTO core_it.t VALUES (1)");
    setUp(TABLE);
    SyncSourceContract.copyAll(source, TABLE);
    owner(
        """
        ALTER TABLE core_it.t RENAME TO old_t;
        CREATE VIEW core_it.t AS SELECT * FROM core_it.old_t WHERE core_it.note('view') OFFSET 0;
        GRANT ALL ON core_it.t TO PUBLIC
        """);

    source.unchanged(List.of(TABLE));

    assertThat(ran()).isEmpty();
  }

  @Test
  void aViewInPlaceOfTheTableIsNotReadByCopiesAndVerifications() throws SQLException {
    owner(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY);
        CREATE FUNCTION core_it.imm(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN PERFORM core_it.note('immutable'); RETURN $1; END $f$
        """);
    setUp(TABLE);
    SyncSourceContract.copyAll(source, TABLE);
    owner(
        """
        ALTER TABLE core_it.t RENAME TO old_t;
        CREATE VIEW core_it.t AS SELECT * FROM core_it.old_t WHERE core_it.imm(1) > 0;
        GRANT ALL ON core_it.t TO PUBLIC
        """);

    assertThatThrownBy(() -> source.copy(TABLE)).hasMessageContaining("core_it.t is not a table");
    assertThatThrownBy(() -> PgLakeVerifier.of(verifier).verify(TABLE))
        .hasMessageContaining("core_it.t is not a table");
    assertThat(ran()).isEmpty();
  }

  /** The planner evaluates an immutable function of an index for each query on the table. */
  @ParameterizedTest
  @MethodSource("trackings")
  void theSetUpEvaluatesNoFunctionOfTheOwner(ChangeTracking tracking) throws SQLException {
    owner(
        """
        CREATE FUNCTION core_it.imm(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN PERFORM core_it.note('immutable'); RETURN $1; END $f$;
        CREATE TABLE core_it.t (id bigint PRIMARY KEY, v int);
        CREATE INDEX ON core_it.t (v) WHERE core_it.imm(1) > 0;
        INSERT INTO core_it.t SELECT n, n FROM generate_series(1, 9) AS n
        """);
    SyncTable table = TABLE.tracking(tracking);
    setUp(table);
    SyncSourceContract.copyAll(source, table);
    if (tracking.kind() != Kind.MARKER) {
      // A new baseline updates the marks in the heap table; see SECURITY.md.
      PgLakeSetup.of(TestSchema.postgres()).newBaseline(table);
      assertThat(SyncSourceContract.copyAll(source, table)).isEqualTo(9);
    }
    PgLakeSetup.of(TestSchema.postgres()).teardown(List.of(table));

    assertThat(TestSchema.rows("SELECT DISTINCT who FROM core_it.ran"))
        .isSubsetOf("core_it_copier");
  }

  static Stream<ChangeTracking> trackings() {
    return Stream.of(
        ChangeTracking.xid(),
        ChangeTracking.queue(),
        ChangeTracking.ordered("id"),
        ChangeTracking.marker("synced_at"),
        ChangeTracking.comparison());
  }

  /** The functions of a queue run with the rights of the role that ran the set-up. */
  @ParameterizedTest
  @ValueSource(strings = {"queue", "queue_statement"})
  void theFunctionsOfTheQueueReadNoViewOfTheirCaller(String function) throws SQLException {
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY, v int)");
    setUp(TABLE.tracking(ChangeTracking.queue()));
    TestSchema.execute("GRANT USAGE ON SCHEMA lakehouse_sync TO PUBLIC");

    assertThatThrownBy(() -> owner(TRAP.formatted(function)))
        .hasMessageContaining("permission denied for function");
    assertThat(ran()).isEmpty();
  }

  /** The owner of a partition may execute the function for rows, and keeps a trigger with it. */
  @Test
  void aFormerPartitionsOwnerGainsNothingByTheFunctionOfTheQueue() throws SQLException {
    owner(
        """
        CREATE TABLE core_it.parent (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
        CREATE TABLE core_it.t PARTITION OF core_it.parent DEFAULT
        """);
    setUp(TABLE.tracking(ChangeTracking.queue()));
    TestSchema.execute("GRANT USAGE ON SCHEMA lakehouse_sync TO PUBLIC");
    String use = "INSERT INTO core_it.mine VALUES (1)";
    owner(TRAP.formatted("queue") + use);

    owner("ALTER TABLE core_it.parent DETACH PARTITION core_it.t");
    setUp(TABLE.tracking(ChangeTracking.queue()));

    owner("CREATE OR REPLACE TEMP VIEW new_rows AS SELECT core_it.evil() AS id;" + use);
    assertThat(ran()).isEmpty();
    assertThatThrownBy(() -> owner(TRAP.formatted("queue_statement")))
        .hasMessageContaining("permission denied for function");
  }

  @Test
  void theSchemaOfAnotherRoleIsNotUsed() throws SQLException {
    TestSchema.execute(
        "DROP SCHEMA IF EXISTS lakehouse_sync CASCADE; CREATE SCHEMA lakehouse_sync AUTHORIZATION core_it_owner");
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY)");
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> setup.apply(List.of(TABLE)),
            () -> setup.check(List.of(TABLE)),
            () -> setup.teardown(List.of(TABLE)))) {
      assertThatThrownBy(use)
          .hasMessageContaining("Schema lakehouse_sync belongs to the role core_it_owner");
    }
  }

  /** The bounds of the new partition contain the domain. */
  @Test
  void theBoundsOfAnAddedPartitionCallNoFunction() throws SQLException {
    owner(
        """
        CREATE DOMAIN core_it.dom AS int CHECK (core_it.note('check of a domain'));
        CREATE TABLE core_it.t (id core_it.dom NOT NULL, v int) PARTITION BY LIST (id);
        CREATE TABLE core_it.p1 PARTITION OF core_it.t FOR VALUES IN (1)
        """);
    SyncTable queue = TABLE.tracking(ChangeTracking.queue()).key("id");
    setUp(queue);
    SyncSourceContract.copyAll(source, queue);
    owner(
        """
        CREATE TABLE core_it.p2 PARTITION OF core_it.t FOR VALUES IN (2);
        INSERT INTO core_it.t VALUES (1, 1), (2, 2)
        """);

    source.copy(queue);

    assertThat(ran()).isEmpty();
  }

  @Test
  void swappedValuesAreADifference() throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id int PRIMARY KEY, v int);"
            + " INSERT INTO core_it.t SELECT n, n * 100 FROM generate_series(1, 6) AS n");
    setUp(TABLE);
    SyncSourceContract.copyAll(source, TABLE);

    for (int other = 2; other <= 6; other++) {
      TestSchema.execute(
          "UPDATE core_it_lake.lake SET v = (7 - CASE id WHEN 1 THEN 7 - %1$d ELSE 6 END) * 100 WHERE id IN (1, %1$d)"
              .formatted(other));
      assertThat(PgLakeVerifier.of(verifier).verify(TABLE).agrees()).as("1 and " + other).isFalse();
      TestSchema.execute(
          "UPDATE core_it_lake.lake SET v = id * 100 WHERE id IN (1, %d)".formatted(other));
    }
    assertThat(PgLakeVerifier.of(verifier).verify(TABLE).agrees()).isTrue();
  }

  @Test
  void rowsWithoutATransactionIdStopTheCopies() throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id int PRIMARY KEY, v int); INSERT INTO core_it.t VALUES (1, 1)");
    setUp(TABLE);
    SyncSourceContract.copyAll(source, TABLE);
    owner(
        """
        BEGIN;
        ALTER TABLE core_it.t ALTER sync_xid DROP NOT NULL;
        CREATE FUNCTION core_it.nul() RETURNS trigger LANGUAGE plpgsql AS $f$
        BEGIN NEW.sync_xid := NULL; RETURN NEW; END $f$;
        CREATE TRIGGER zzz BEFORE INSERT OR UPDATE ON core_it.t FOR EACH ROW EXECUTE FUNCTION core_it.nul();
        UPDATE core_it.t SET v = 99 WHERE id = 1;
        INSERT INTO core_it.t VALUES (3, 3);
        DROP TRIGGER zzz ON core_it.t;
        COMMIT
        """);

    assertThat(source.unchanged(List.of(TABLE))).isEmpty();
    assertThatThrownBy(() -> source.copy(TABLE))
        .hasMessageContaining("sync_xid")
        .hasMessageContaining("may be null");
    assertThat(PgLakeVerifier.of(verifier).verify(TABLE).agrees()).isFalse();
  }

  /** The statement of the check names a table of the library {@code c}. */
  @Test
  void aTableCalledCIsCheckedForChanges() throws SQLException {
    owner(
        "CREATE TABLE core_it.c (id bigint PRIMARY KEY, position bigint NOT NULL DEFAULT 1000000);"
            + " INSERT INTO core_it.c VALUES (1)");
    SyncTable table =
        SyncTable.of("core_it.c", "core_it_lake.lake").tracking(ChangeTracking.ordered("id"));
    setUp(table);
    SyncSourceContract.copyAll(source, table);
    source.unchanged(List.of(table));
    source.copy(table);

    owner("INSERT INTO core_it.c VALUES (3)");

    assertThat(source.unchanged(List.of(table))).isEmpty();
  }

  @Test
  void aColumnCalledNextIsNoProblemAfterATruncate() throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id bigint PRIMARY KEY, next bigint);"
            + " INSERT INTO core_it.t VALUES (1)");
    SyncTable table = TABLE.tracking(ChangeTracking.ordered("id"));
    setUp(table);
    SyncSourceContract.copyAll(source, table);

    owner("TRUNCATE core_it.t; INSERT INTO core_it.t VALUES (3)");

    assertThatCode(() -> SyncSourceContract.copyAll(source, table)).doesNotThrowAnyException();
  }

  /** Until the open transaction ends, no copy would see the row. */
  @Test
  void aRowWithTheIdOfAnOpenTransactionIsNotHidden() throws SQLException {
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY); INSERT INTO core_it.t VALUES (1)");
    setUp(TABLE);
    SyncSourceContract.copyAll(source, TABLE);
    try (Connection open = TestSchema.postgres().getConnection()) {
      open.setAutoCommit(false);
      String id = TestSchema.value(open, "SELECT pg_current_xact_id()");
      owner(
          """
          CREATE FUNCTION core_it.forge() RETURNS trigger LANGUAGE plpgsql AS $f$
          BEGIN NEW.sync_xid := '%s'::xid8; RETURN NEW; END $f$;
          CREATE TRIGGER zzzz BEFORE INSERT ON core_it.t FOR EACH ROW EXECUTE FUNCTION core_it.forge();
          INSERT INTO core_it.t VALUES (2);
          DROP TRIGGER zzzz ON core_it.t
          """
              .formatted(id));

      assertThat(PgLakeVerifier.of(TestSchema.postgres()).verify(TABLE).agrees()).isFalse();
      assertThatThrownBy(() -> source.copy(TABLE))
          .hasMessageContaining("the transaction id " + id + ", although");
      open.rollback();
    }
    SyncSourceContract.copyAll(source, TABLE);
    TestSchema.assertEqual("core_it.t", "core_it_lake.lake", "id, 1");
  }

  /** A function that the planner calls can leave such a setting in a pooled session. */
  @Test
  void aReadOnlySessionStillCopies() throws SQLException {
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY); INSERT INTO core_it.t VALUES (1)");
    setUp(TABLE);
    PgLakeSource readOnly =
        PgLakeSource.of(TestSchema.postgres("SET default_transaction_read_only = on"));

    assertThat(SyncSourceContract.copyAll(readOnly, TABLE)).isEqualTo(1);
  }

  /** The owner's function chooses the SQLSTATE. Some of these mean an outage or contention. */
  @ParameterizedTest
  @ValueSource(strings = {"P0001", "ZZ000", "57P03", "40001", "XX000", "08006", "25006"})
  void anErrorInOneTableDoesNotHideTheOthersFromTheCheck(String code) throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id int PRIMARY KEY, v int);"
            + " CREATE TABLE core_it.other (id int PRIMARY KEY)");
    SyncTable other = SyncTable.of("core_it.other", "core_it_lake.other");
    setUp(TABLE, other);
    for (SyncTable table : List.of(TABLE, other)) {
      SyncSourceContract.copyAll(source, table);
    }
    source.unchanged(List.of(TABLE, other));
    source.copy(TABLE);
    source.copy(other);
    owner(
        """
        CREATE FUNCTION core_it.imm(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN IF current_user = 'core_it_copier' THEN RAISE EXCEPTION 'stop' USING ERRCODE = '%s'; END IF; RETURN $1; END $f$;
        CREATE INDEX ON core_it.t (v) WHERE core_it.imm(1) > 0
        """
            .formatted(code));

    assertThat(source.unchanged(List.of(TABLE, other))).containsOnlyKeys(other);
  }

  @Test
  @Tag("slow")
  void aFunctionThatSleepsDoesNotHideTheOtherTablesFromTheCheck() throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id int PRIMARY KEY, v int);"
            + " CREATE TABLE core_it.other (id int PRIMARY KEY)");
    SyncTable other = SyncTable.of("core_it.other", "core_it_lake.other");
    setUp(TABLE, other);
    for (SyncTable table : List.of(TABLE, other)) {
      SyncSourceContract.copyAll(source, table);
    }
    source.unchanged(List.of(TABLE, other));
    source.copy(TABLE);
    source.copy(other);
    owner(
        """
        CREATE FUNCTION core_it.imm(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN IF current_user = 'core_it_copier' THEN PERFORM pg_sleep(60); END IF; RETURN $1; END $f$;
        CREATE INDEX ON core_it.t (v) WHERE core_it.imm(1) > 0
        """);

    assertTimeout(
        Duration.ofSeconds(30),
        () -> assertThat(source.unchanged(List.of(TABLE, other))).containsOnlyKeys(other));
    // The next check does not wait for this table again.
    assertTimeout(
        Duration.ofSeconds(3),
        () -> assertThat(source.unchanged(List.of(TABLE, other))).containsOnlyKeys(other));
  }

  @Test
  void aTeardownKeepsTheFunctionsOfOtherTables() throws SQLException {
    TestSchema.execute(
        "CREATE TABLE core_it_lake.v (id int PRIMARY KEY); GRANT USAGE ON SCHEMA core_it_lake TO PUBLIC");
    SyncTable victim =
        SyncTable.of("core_it_lake.v", "core_it_lake.victim")
            .mode(WriteMode.APPEND)
            .deletes(Deletes.KEEP);
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY)");
    setUp(victim, TABLE);
    SyncSourceContract.copyAll(source, victim);
    owner(
        """
        DO $$ BEGIN
          EXECUTE 'CREATE TRIGGER x_lakehouse_sync_x AFTER INSERT ON core_it.t'
            || ' EXECUTE FUNCTION lakehouse_sync.xid_' || 'core_it_lake.v'::regclass::oid || '()';
        END $$
        """);

    PgLakeSetup.of(TestSchema.postgres()).teardown(List.of(TABLE));

    assertThatCode(() -> SyncSourceContract.copyAll(source, victim)).doesNotThrowAnyException();
  }

  /** The set-up refuses such a column, so that a teardown has nothing to drop. */
  /** Everyone may name the table of tombstones, and PostgreSQL drops no table that a view uses. */
  @Test
  void aViewOnTheTombstonesOfADroppedTableStopsNoTeardown() throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id int PRIMARY KEY); CREATE TABLE core_it.other (id int PRIMARY KEY)");
    SyncTable other = SyncTable.of("core_it.other", "core_it_lake.other");
    setUp(TABLE, other);
    owner(
        """
        DO $$ BEGIN
          EXECUTE 'CREATE VIEW core_it.v AS SELECT FROM lakehouse_sync.xid_' || 'core_it.t'::regclass::oid;
        END $$;
        DROP TABLE core_it.t
        """);

    PgLakeSetup.of(TestSchema.postgres()).teardown(List.of(other));

    owner("DROP VIEW core_it.v");
    assertThat(PgLakeSetup.of(TestSchema.postgres()).teardown(List.of(other)))
        .anySatisfy(done -> assertThat(done.title()).contains("queue lakehouse_sync.xid_"));
  }

  @Test
  void aTeardownKeepsWhatTheSetUpHasNotCreated() throws SQLException {
    owner(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, sync_xid text);
        CREATE INDEX sync_xid_1 ON core_it.t (id, sync_xid);
        CREATE FUNCTION core_it.audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER my_lakehouse_sync_audit AFTER INSERT ON core_it.t
          FOR EACH ROW EXECUTE FUNCTION core_it.audit()
        """);
    assertThatThrownBy(() -> setUp(TABLE)).hasMessageContaining("is of type text, not xid8");
    TestSchema.execute("CREATE INDEX sync_queue_1 ON core_it.t (id)");

    PgLakeSetup.of(TestSchema.postgres()).teardown(List.of(TABLE));
    PgLakeSetup.of(TestSchema.postgres()).teardown(List.of(TABLE.tracking(ChangeTracking.queue())));

    assertThat(
            TestSchema.rows(
                """
                SELECT attname FROM pg_attribute WHERE attrelid = 'core_it.t'::regclass AND attnum > 0
                  AND NOT attisdropped
                UNION ALL SELECT tgname FROM pg_trigger WHERE tgrelid = 'core_it.t'::regclass
                UNION ALL SELECT indexrelid::regclass::text FROM pg_index
                WHERE indrelid = 'core_it.t'::regclass AND NOT indisprimary
                """))
        .containsExactlyInAnyOrder(
            "id",
            "sync_xid",
            "my_lakehouse_sync_audit",
            "core_it.sync_xid_1",
            "core_it.sync_queue_1");
  }

  /** A new column with a default has values in rows that were copied before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "core_it.pair DEFAULT ROW(1)",
        "core_it.small[] DEFAULT '{1}'",
        "core_it.pair[] DEFAULT '{(1)}'",
        "core_it.smalls DEFAULT '[1,1]'",
      })
  void theDefaultOfANewColumnEvaluatesNoCheckOfTheOwner(String type) throws SQLException {
    owner(
        """
        CREATE FUNCTION core_it.checked(int) RETURNS boolean LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('check'); RETURN true; END $f$;
        CREATE DOMAIN core_it.small AS int CHECK (core_it.checked(VALUE));
        CREATE TYPE core_it.pair AS (a core_it.small);
        CREATE TYPE core_it.smalls AS RANGE (SUBTYPE = core_it.small);
        CREATE TABLE core_it.t (id int PRIMARY KEY);
        INSERT INTO core_it.t VALUES (1)
        """);
    setUp(TABLE);
    SyncSourceContract.copyAll(source, TABLE);
    owner("ALTER TABLE core_it.t ADD added " + type);
    TestSchema.execute("TRUNCATE core_it.ran");

    assertThatThrownBy(() -> SyncSourceContract.copyAll(source, TABLE))
        .hasMessageContaining("Column \"added\" of core_it.t");
    assertThat(ran()).isEmpty();
  }

  @Test
  void functionsOfTheOwnerAreNotRead() throws SQLException {
    owner(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY);
        DO $$ BEGIN
          EXECUTE format('CREATE FUNCTION core_it.long() RETURNS trigger LANGUAGE plpgsql AS %L',
                         'BEGIN RETURN NULL; END');
          FOR n IN 1..150 LOOP
            EXECUTE format('CREATE TRIGGER x_lakehouse_sync_%s AFTER INSERT ON core_it.t'
                           ' EXECUTE FUNCTION core_it.long()', n);
          END LOOP;
        END $$
        """);

    try (Connection connection = copier.getConnection()) {
      var triggers = TableColumns.read(connection, TABLE).ownTriggers().byName();
      assertThat(triggers).hasSize(100);
      assertThat(triggers.values()).allMatch(trigger -> trigger.function().isEmpty());
    }
  }

  /** Maintenance is run by the owner of the Iceberg tables, often a superuser. */
  @Test
  void maintenanceCallsNoFunctionOfTheOwner() throws SQLException {
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY); INSERT INTO core_it.t VALUES (1)");
    setUp(TABLE);
    SyncSourceContract.copyAll(source, TABLE);
    owner("INSERT INTO core_it.t VALUES (2)");
    SyncSourceContract.copyAll(source, TABLE);
    owner(
        """
        CREATE FUNCTION core_it.imm(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN PERFORM core_it.note('immutable'); RETURN $1; END $f$;
        CREATE INDEX ON core_it.t (id) WHERE core_it.imm(1) > 0
        """);

    MaintenanceReport report =
        PgLakeMaintenance.builder(TestSchema.postgres())
            .limits(MaintenanceLimits.ofDefaults().smallFiles(1))
            .build()
            .vacuum(List.of(TABLE))
            .get(0);

    assertThat(report.vacuum()).isInstanceOf(VacuumResult.Done.class);
    assertThat(ran()).isEmpty();
  }

  @Test
  void aLockedTableDoesNotStopTheCheckOfTheOthers() throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id int PRIMARY KEY); CREATE TABLE core_it.other (id int PRIMARY KEY)");
    SyncTable other = SyncTable.of("core_it.other", "core_it_lake.other");
    setUp(TABLE, other);
    try (Connection locking = TestSchema.postgres().getConnection()) {
      locking.setAutoCommit(false);
      TestSchema.execute(locking, "LOCK TABLE core_it.t");

      List<SetupCheck> checks = PgLakeSetup.of(TestSchema.postgres()).check(List.of(TABLE, other));

      assertThat(checks.get(1).problem().orElseThrow())
          .startsWith("core_it.t could not be checked, because another session locks it.");
      assertThat(checks.get(2).problem()).isEmpty();
      assertThat(checks.get(2).missing()).isEmpty();
      locking.rollback();
    }
  }

  /** PostgreSQL cannot write the expression as text, because it is too deep. */
  @Test
  void aDefaultThatCannotBeReadIsAFindingOfItsTableAlone() throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id int PRIMARY KEY); CREATE TABLE core_it.other (id int PRIMARY KEY)");
    SyncTable other = SyncTable.of("core_it.other", "core_it_lake.other");
    setUp(TABLE, other);
    owner(
        """
        DO $$ BEGIN
          EXECUTE format('ALTER TABLE core_it.t ALTER sync_xid SET DEFAULT ((1%s)::text)::xid8',
                         repeat('+1', 5000));
        END $$
        """);

    assertThat(PgLakeDoctor.of(copier).examine(List.of(TABLE, other)))
        .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
        .extracting(finding -> finding.table().orElseThrow() + " " + finding.code())
        .containsExactly(TABLE + " xid-default-missing");
  }

  @Test
  void aTriggerWithANameLikeOursIsFound() throws SQLException {
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY)");
    setUp(TABLE);
    owner(
        """
        CREATE FUNCTION core_it.back() RETURNS trigger LANGUAGE plpgsql AS $f$
        BEGIN NEW.sync_xid := OLD.sync_xid; RETURN NEW; END $f$;
        CREATE TRIGGER zz_lakehouse_sync_zzz BEFORE UPDATE ON core_it.t
          FOR EACH ROW EXECUTE FUNCTION core_it.back()
        """);

    assertThat(PgLakeDoctor.of(copier).examine(List.of(TABLE)))
        .extracting(Finding::code)
        .contains("trigger-after-stamp");
  }

  /** Any query on a table can fail in a way that its owner has chosen. */
  @Test
  void aTableThatCannotBeExaminedDoesNotHideTheFindingsOfOthers() throws SQLException {
    owner(
        "CREATE TABLE core_it.t (id int PRIMARY KEY); CREATE TABLE core_it.other (id int PRIMARY KEY)");
    SyncTable other = SyncTable.of("core_it.other", "core_it_lake.other");
    setUp(TABLE, other);
    owner("ALTER TABLE core_it.other ALTER sync_xid DROP DEFAULT");
    DataSource failing =
        HookedDataSource.before(
            "WITH it",
            copier,
            () -> {
              throw new SQLException("stack depth limit exceeded", "54001");
            });

    assertThat(PgLakeDoctor.of(failing).examine(List.of(TABLE, other)))
        .extracting(
            finding -> finding.table().map(Object::toString).orElse("") + " " + finding.code())
        .contains(TABLE + " not-examined", other + " xid-default-missing");
  }
}
