package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.InterruptingDataSource.Calls;
import io.lakehousesync.postgres.InterruptingDataSource.Moment;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a heap table whose tracking is the default, and what arrives. */
class XidCaptureIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");

  private final SyncSource source = PgLakeSource.of(TestSchema.postgres());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount int)");
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(1, 10) AS i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM core_it.sales WHERE id > 5",
        "UPDATE core_it.sales SET id = id + 100 WHERE id < 4",
        "UPDATE core_it.sales SET id = -id",
        "TRUNCATE core_it.sales",
        "TRUNCATE core_it.sales; INSERT INTO core_it.sales VALUES (1, 100), (77, 7)",
        "INSERT INTO core_it.sales VALUES (50, 1); TRUNCATE core_it.sales;"
            + " INSERT INTO core_it.sales VALUES (51, 1)",
        "INSERT INTO core_it.sales (id, amount, sync_xid) VALUES (20, 20, '3')",
        "SET session_replication_role = replica; DELETE FROM core_it.sales WHERE id > 5;"
            + " UPDATE core_it.sales SET amount = 0 WHERE id = 1;"
            + " INSERT INTO core_it.sales (id, amount, sync_xid) VALUES (21, 1, '3')",
        "SET session_replication_role = replica; TRUNCATE core_it.sales",
        "ALTER TABLE core_it.sales DISABLE TRIGGER USER; UPDATE core_it.sales SET amount = 0;"
            + " DELETE FROM core_it.sales WHERE id = 1; ALTER TABLE core_it.sales ENABLE TRIGGER USER;"
            + " ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER zz_lakehouse_sync_insert;"
            + " ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER zz_lakehouse_sync_update;"
            + " ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER lakehouse_sync_xid_truncate;"
            + " ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER lakehouse_sync_xid_key;"
            + " ALTER TABLE core_it.sales ENABLE REPLICA TRIGGER lakehouse_sync_xid_delete_replica",
        "ALTER TABLE core_it.sales ALTER amount TYPE int USING amount + 1",
        "MERGE INTO core_it.sales AS s USING (VALUES (1), (2), (99)) AS v (id) ON s.id = v.id"
            + " WHEN MATCHED AND s.id = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET amount = 5"
            + " WHEN NOT MATCHED THEN INSERT VALUES (v.id, 1)",
        "DELETE FROM core_it.sales WHERE id = 3; INSERT INTO core_it.sales VALUES (3, 33)",
        "VACUUM FULL core_it.sales"
      })
  void theIcebergTableEqualsTheHeapTableAfter(String change) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    copyAll(SALES);

    try (Connection session = TestSchema.postgres().getConnection()) {
      for (String statement : change.split(";", -1)) {
        TestSchema.execute(session, statement);
      }
      TestSchema.execute(session, "RESET ALL");
    }
    copyAll(SALES);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE core_it.parts SET day = '2026-02-05' WHERE id = 1",
        "DELETE FROM core_it.parts_1 WHERE id < 4",
        "TRUNCATE core_it.parts_1",
        "TRUNCATE core_it.parts",
        "ALTER TABLE core_it.parts DETACH PARTITION core_it.parts_1",
        "DROP TABLE core_it.parts_2",
        "ALTER TABLE core_it.parts ATTACH PARTITION core_it.old FOR VALUES FROM ('2026-03-01') TO"
            + " ('2026-04-01')",
        "ALTER TABLE core_it.parts DETACH PARTITION core_it.parts_1;"
            + " UPDATE core_it.parts_1 SET amount = -1; DELETE FROM core_it.parts_1 WHERE id = 3;"
            + " ALTER TABLE core_it.parts ATTACH PARTITION core_it.parts_1 FOR VALUES FROM ('2026-01-01')"
            + " TO ('2026-02-01')",
        "VACUUM FULL core_it.parts_1",
        "CREATE TABLE core_it.parts_4 PARTITION OF core_it.parts FOR VALUES FROM ('2026-04-01') TO"
            + " ('2026-05-01'); INSERT INTO core_it.parts VALUES (90, '2026-04-02', 1)",
        "SET session_replication_role = replica; DELETE FROM core_it.parts WHERE id IN (1, 12)"
      })
  void aPartitionedTableArrivesAfter(String change) throws SQLException {
    createPartitions();
    SyncTable parts = SyncTable.of("core_it.parts", "core_it.iceberg_parts");
    SyncTable log = SyncTable.of("core_it.parts", "core_it.iceberg_log").deletes(Deletes.KEEP);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(parts, log));
    copyAll(parts);
    copyAll(log);

    try (Connection session = TestSchema.postgres().getConnection()) {
      for (String statement : change.split(";", -1)) {
        TestSchema.execute(session, statement);
      }
      TestSchema.execute(session, "RESET ALL");
    }
    copyAll(parts);
    copyAll(log);

    assertEqual("core_it.parts", "core_it.iceberg_parts", "id, day, amount");
    assertThat(TestSchema.number("SELECT count(DISTINCT id) FROM core_it.iceberg_log"))
        .as("the archive keeps every key")
        .isGreaterThanOrEqualTo(20);
    assertThat(TestSchema.rows("SELECT id, day, amount FROM core_it.iceberg_log"))
        .containsAll(TestSchema.rows("SELECT id, day, amount FROM core_it.parts"));
  }

  private static void createPartitions() throws SQLException {
    TestSchema.execute(
        "CREATE TABLE core_it.parts (id int, day date, amount int, PRIMARY KEY (id, day))"
            + " PARTITION BY RANGE (day)");
    TestSchema.execute(
        "CREATE TABLE core_it.parts_1 PARTITION OF core_it.parts FOR VALUES FROM ('2026-01-01') TO"
            + " ('2026-02-01')");
    TestSchema.execute(
        "CREATE TABLE core_it.parts_2 PARTITION OF core_it.parts FOR VALUES FROM ('2026-02-01') TO"
            + " ('2026-03-01')");
    TestSchema.execute(
        "INSERT INTO core_it.parts SELECT i, CASE WHEN i <= 10 THEN date '2026-01-05' ELSE '2026-02-05'"
            + " END, i FROM generate_series(1, 20) AS i");
    TestSchema.execute(
        "CREATE TABLE core_it.old (id int NOT NULL, day date NOT NULL, amount int, sync_xid xid8 NOT"
            + " NULL DEFAULT '3', PRIMARY KEY (id, day))");
    TestSchema.execute("INSERT INTO core_it.old VALUES (60, '2026-03-03', 1, '3')");
  }

  @Test
  void aPartitionIsRefusedBecauseOnlyItsParentCanGetTheColumn() throws SQLException {
    createPartitions();
    SyncTable leaf = SyncTable.of("core_it.parts_1", "core_it.iceberg_parts");

    assertThatThrownBy(() -> PgLakeSetup.of(TestSchema.postgres()).apply(List.of(leaf)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(
            "core_it.parts_1 is a partition, and only its parent can get the column");
  }

  @Test
  void tombstonesStayUntilEveryTargetHasCopiedThem() throws SQLException {
    SyncTable second = SyncTable.of("core_it.sales", "core_it.iceberg_second");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES, second));
    copyAll(SALES);
    copyAll(second);
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 1");
    copyAll(SALES);
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 2");
    copyAll(SALES);
    copyAll(second);
    copyAll(SALES);

    assertEqual("core_it.sales", "core_it.iceberg_second", "id, amount");
    assertThat(TestSchema.number("SELECT count(*) FROM lakehouse_sync.xid_" + oid())).isLessThan(3);
  }

  @Test
  void aRestoreFromAnOlderClusterStopsUntilANewBaseline() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    copyAll(SALES);
    TestSchema.execute("ALTER TABLE core_it.sales DISABLE TRIGGER USER");
    TestSchema.execute(
        "UPDATE core_it.sales SET sync_xid = '999999999999', amount = 0 WHERE id < 4");
    setup.apply(List.of(SALES));

    assertThatThrownBy(() -> copyAll(SALES))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("999999999999", "PgLakeSetup.newBaseline");
    setup.newBaseline(SALES);
    copyAll(SALES);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @Test
  void whileATriggerIsDisabledNothingIsComparedAndNoCapturedDeleteIsCalledADifference()
      throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    copyAll(SALES);
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 1");
    TestSchema.execute("ALTER TABLE core_it.sales DISABLE TRIGGER zz_lakehouse_sync_update");

    VerifyReport report = PgLakeVerifier.of(TestSchema.postgres()).verify(SALES);

    assertThat(report.differences()).isEmpty();
    assertThat(report.agrees()).isFalse();
    assertThat(report.verifiedThrough()).isEmpty();
    assertThat(report.notes())
        .singleElement()
        .asString()
        .contains("zz_lakehouse_sync_update", "is disabled", "nothing can be compared");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM core_it.sales", "UPDATE core_it.sales SET id = id + 1000"})
  void aLargeRemovalIsCopiedInBatches(String change) throws SQLException {
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(11, 55) AS i");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    SyncSource small = PgLakeSource.builder(TestSchema.postgres()).batchRows(10).build();
    copyAll(small, SALES);
    TestSchema.execute(change);
    copyAll(small, SALES);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @Test
  void anyWriterMayDeleteButNotForgeATransactionId() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    TestSchema.execute("DROP ROLE IF EXISTS core_it_writer");
    TestSchema.execute("CREATE ROLE core_it_writer");
    TestSchema.execute("GRANT USAGE ON SCHEMA core_it TO core_it_writer");
    TestSchema.execute("GRANT ALL ON core_it.sales TO core_it_writer");
    copyAll(SALES);
    try (Connection session = TestSchema.postgres().getConnection()) {
      TestSchema.execute(session, "SET ROLE core_it_writer");
      TestSchema.execute(session, "DELETE FROM core_it.sales WHERE id = 1");
      TestSchema.execute(session, "UPDATE core_it.sales SET id = 200 WHERE id = 2");
      TestSchema.execute(session, "TRUNCATE core_it.sales");
      assertThatThrownBy(
              () ->
                  TestSchema.execute(
                      session,
                      "INSERT INTO lakehouse_sync.xid_%s (k1, sync_xid) VALUES ('1', '3')"
                          .formatted(oid())))
          .hasMessageContaining("permission denied");
      TestSchema.execute(session, "RESET ROLE");
    }
    copyAll(SALES);
    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
    TestSchema.execute("DROP OWNED BY core_it_writer; DROP ROLE core_it_writer");
  }

  @Test
  void aKeyKeepsItsTypeBecauseOpenSessionsWouldFailToDelete() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));

    assertThatThrownBy(() -> TestSchema.execute("ALTER TABLE core_it.sales ALTER id TYPE bigint"))
        .hasMessageContaining("cannot alter type of a column used in a trigger definition");
  }

  @Test
  void aRenamedKeyNeedsTheSetUp() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    SyncTable table = SALES.schemaEvolution(SchemaEvolution.FULL);
    setup.apply(List.of(table));
    copyAll(table);
    TestSchema.execute("ALTER TABLE core_it.sales RENAME id TO sale");
    TestSchema.execute("UPDATE core_it.sales SET amount = 0 WHERE sale = 1");

    assertThatThrownBy(() -> copyAll(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("Run the set-up (PgLakeSetup)");
    setup.apply(List.of(table));
    TestSchema.execute("DELETE FROM core_it.sales WHERE sale = 2");
    copyAll(table);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "sale, amount");
  }

  /** The table of tombstones gets a column for each column of the key. */
  @Test
  void afterALongerKeyRowsCanBeDeletedAndANewBaselineFollows() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    copyAll(SALES);
    TestSchema.execute(
        "ALTER TABLE core_it.sales DROP CONSTRAINT sales_pkey, ADD PRIMARY KEY (amount, id)");
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 1");
    setup.apply(List.of(SALES));
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 2");

    assertThatThrownBy(() -> copyAll(SALES)).hasMessageContaining("key");
    setup.newBaseline(SALES);
    copyAll(SALES);
    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 3");
    copyAll(SALES);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  /** The condition of the trigger for changed keys names the columns of the key. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE core_it.sales DROP CONSTRAINT sales_pkey, ADD PRIMARY KEY (amount)",
        "ALTER TABLE core_it.sales DROP CONSTRAINT sales_pkey, ADD PRIMARY KEY (id, amount)",
        "ALTER TABLE core_it.sales RENAME amount TO x; ALTER TABLE core_it.sales RENAME id TO amount;"
            + "ALTER TABLE core_it.sales RENAME x TO id; DELETE FROM core_it.sales WHERE amount = 4"
      })
  void anotherKeyIsCapturedAfterTheSetUp(String change) throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    SyncTable table = SALES.schemaEvolution(SchemaEvolution.FULL);
    setup.apply(List.of(table));
    copyAll(table);
    TestSchema.execute(change);
    assertThatThrownBy(() -> copyAll(table)).isInstanceOf(NotAppliedException.class);

    setup.apply(List.of(table));
    setup.newBaseline(table);
    copyAll(table);
    TestSchema.execute(
        "UPDATE core_it.sales SET id = id + 1000, amount = amount + 1000 WHERE id = 2");
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 3");
    copyAll(table);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  /** The rows of the partition would take the place of other rows in the page. */
  @ParameterizedTest
  @ValueSource(strings = {"INSERT INTO \"core_it\".\"iceberg_parts\"", "SELECT \"id\""})
  void aPartitionThatIsAttachedDuringACopyDisplacesNoRow(String before) throws SQLException {
    createPartitions();
    SyncTable parts = SyncTable.of("core_it.parts", "core_it.iceberg_parts");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(parts));
    if (before.startsWith("SELECT")) {
      copyAll(parts);
    }
    TestSchema.execute(
        "UPDATE core_it.parts SET amount = -1; DELETE FROM core_it.old;"
            + "INSERT INTO core_it.old SELECT -i, '2026-03-03', 0 FROM generate_series(1, 4) AS i;"
            + "UPDATE core_it.old SET sync_xid = (SELECT max(sync_xid) FROM core_it.parts)");
    DataSource attaching =
        HookedDataSource.before(
            before,
            TestSchema.postgres(),
            () ->
                TestSchema.execute(
                    "ALTER TABLE core_it.parts ATTACH PARTITION core_it.old"
                        + " FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')"));

    copyAll(PgLakeSource.builder(attaching).batchRows(5).build(), parts);
    copyAll(parts);

    assertEqual("core_it.parts", "core_it.iceberg_parts", "id, day, amount");
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.parts")).isEqualTo(24);
  }

  /** The bounds of a partition, which find its rows in the Iceberg table, name columns. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE core_it.parts RENAME day TO old_day;"
            + "ALTER TABLE core_it.parts ADD COLUMN day date DEFAULT '2026-02-09'; TRUNCATE core_it.parts_1",
        "ALTER TABLE core_it.parts RENAME day TO old_day;"
            + "ALTER TABLE core_it.parts ADD COLUMN day date DEFAULT '2026-01-09'; DROP TABLE core_it.parts_1"
      })
  void aRenamedPartitionColumnDeletesNoOtherRows(String change) throws SQLException {
    createPartitions();
    SyncTable parts =
        SyncTable.of("core_it.parts", "core_it.iceberg_parts")
            .key("id")
            .schemaEvolution(SchemaEvolution.FULL);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(parts));
    copyAll(parts);
    TestSchema.execute(change);
    copyAll(parts);

    assertEqual("core_it.parts", "core_it.iceberg_parts", "id, amount");
  }

  /** The trigger for deletes fires for statements that name the table, and not its parent. */
  @Test
  void deletesThroughAParentForAWhileAreNoticed() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    copyAll(SALES);
    TestSchema.execute(
        "CREATE TABLE core_it.parent (LIKE core_it.sales INCLUDING DEFAULTS) PARTITION BY RANGE (id);"
            + "ALTER TABLE core_it.parent ATTACH PARTITION core_it.sales DEFAULT;"
            + "DELETE FROM core_it.parent WHERE id = 5;"
            + "ALTER TABLE core_it.parent DETACH PARTITION core_it.sales");
    copyAll(SALES);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @Test
  void droppedTombstonesAreMissedByTheNextCopy() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    copyAll(SALES);
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 5");
    TestSchema.execute("DROP TABLE lakehouse_sync.xid_" + oid());
    setup.apply(List.of(SALES));
    copyAll(SALES);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @Test
  void floatingPointKeysAreReadExactlyInAnySession() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.keys (k float8 PRIMARY KEY, v int)");
    TestSchema.execute("INSERT INTO core_it.keys VALUES (0.1::float8 + 0.2::float8, 1)");
    SyncTable table = SyncTable.of("core_it.keys", "core_it.iceberg_keys");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);
    TestSchema.execute("UPDATE core_it.keys SET v = 2");
    DataSource rounding =
        HookedDataSource.onConnect(
            TestSchema.postgres(),
            connection -> TestSchema.execute(connection, "SET extra_float_digits = 0"));
    copyAll(PgLakeSource.of(rounding), table);

    assertEqual("core_it.keys", "core_it.iceberg_keys", "k, v");
  }

  @Test
  void rightsThatWereRevokedAreGrantedAgain() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    TestSchema.execute("REVOKE ALL ON lakehouse_sync.xid_%s FROM PUBLIC".formatted(oid()));

    assertThatThrownBy(() -> copyAll(SALES))
        .hasMessageContaining("may not be used by every writer");
    assertThat(setup.apply(List.of(SALES))).hasSize(1);
    assertThat(setup.plan(List.of(SALES))).isEmpty();
    copyAll(SALES);
  }

  @Test
  void anotherTrackingColumnIsStampedAfterTheSetUp() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    copyAll(SALES);
    SyncTable other = SALES.tracking(ChangeTracking.xid("other_xid"));
    setup.apply(List.of(other));
    setup.newBaseline(other);
    copyAll(other);
    TestSchema.execute("INSERT INTO core_it.sales (id, amount, other_xid) VALUES (99, 1, '3')");
    copyAll(other);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  /** The first copy of another host registered the table after a new baseline, and died. */
  @Test
  void aNewBaselineIsNoticedByAHostThatCopiedBefore() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    copyAll(source, SALES);
    source.unchanged(List.of(SALES));
    copyAll(source, SALES);
    assertThat(source.unchanged(List.of(SALES))).isNotEmpty();
    setup.newBaseline(SALES);
    InterruptingDataSource dying =
        new InterruptingDataSource(TestSchema.postgres(), 2, Moment.BEFORE, Calls.DURABLE);
    assertThatThrownBy(() -> PgLakeSource.of(dying.dataSource()).copy(SALES))
        .isInstanceOf(LakehouseSyncException.class);
    assertThat(TestSchema.number("SELECT count(*) FROM lakehouse_sync.checkpoint")).isOne();

    assertThat(source.unchanged(List.of(SALES))).isEmpty();
  }

  /** Two columns swap their names: the set-up replaces the function, and nothing else. */
  @Test
  void afterAReplacedFunctionAllRowsAreCopied() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    SyncTable table = SALES.schemaEvolution(SchemaEvolution.FULL);
    setup.apply(List.of(table));
    copyAll(table);
    TestSchema.execute(
        "ALTER TABLE core_it.sales RENAME amount TO x; ALTER TABLE core_it.sales RENAME id TO amount;"
            + "ALTER TABLE core_it.sales RENAME x TO id; DELETE FROM core_it.sales WHERE amount = 4");
    setup.apply(List.of(table));
    copyAll(table);

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  /** Values of a key that are equal for the key's type, or have the same text in a session. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "text COLLATE core_it.any_case; 'a'; 'A'",
        "citext; 'a'; 'A'",
        "double precision; 0.1; 0.10000000000000003",
        "core_it.measure; 0.1; 0.10000000000000003",
        "interval; '24:00:00'; '1 day'",
        "timestamptz; '2026-01-01 12:00+00'; '2026-01-01 13:00+00'"
      })
  void aKeyOfAnyTypeChangesAndIsDeleted(String type, String before, String after)
      throws SQLException {
    TestSchema.execute(
        "CREATE EXTENSION IF NOT EXISTS citext; CREATE DOMAIN core_it.measure AS float8;"
            + "CREATE COLLATION core_it.any_case"
            + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    TestSchema.execute("CREATE TABLE core_it.keys (k %s PRIMARY KEY, v int)".formatted(type));
    TestSchema.execute("INSERT INTO core_it.keys VALUES (%s, 1)".formatted(before));
    SyncTable table = SyncTable.of("core_it.keys", "core_it.iceberg_keys");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);
    try (Connection session = TestSchema.postgres().getConnection()) {
      TestSchema.execute(
          session,
          "SET extra_float_digits = 0; SET TimeZone = 'Asia/Tokyo';"
              + " SET IntervalStyle = 'iso_8601'");
      TestSchema.execute(session, "UPDATE core_it.keys SET k = %s".formatted(after));
      copyAll(table);
      assertThat(TestSchema.rows("SELECT k::text FROM core_it.iceberg_keys"))
          .isEqualTo(TestSchema.rows("SELECT k::text FROM core_it.keys"));
      TestSchema.execute(session, "DELETE FROM core_it.keys");
    }
    copyAll(table);

    assertThat(TestSchema.number("SELECT count(*) FROM core_it.iceberg_keys")).isZero();
  }

  @Test
  void aPublicationOfOurSchemaDoesNotStopTheCopies() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    copyAll(SALES);
    // The Iceberg tables of pg_lake are foreign tables, which no publication has.
    TestSchema.execute(
        "CREATE PUBLICATION core_it_all FOR TABLES IN SCHEMA lakehouse_sync, TABLE core_it.sales");
    try {
      TestSchema.execute("DELETE FROM core_it.sales WHERE id = 1");
      copyAll(SALES);
      TestSchema.execute("DELETE FROM core_it.sales WHERE id = 2");
      copyAll(SALES);
    } finally {
      TestSchema.execute("DROP PUBLICATION core_it_all");
    }

    assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @Test
  void aChildByInheritanceIsRefused() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.child (PRIMARY KEY (id)) INHERITS (core_it.sales)");
    SyncTable child = SyncTable.of("core_it.child", "core_it.iceberg_child");

    assertThatThrownBy(() -> PgLakeSetup.of(TestSchema.postgres()).apply(List.of(child)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("core_it.child is a child of core_it.sales");
  }

  @Test
  void theOwnerOfTheHeapTableMayAddAPartition() throws SQLException {
    createPartitions();
    SyncTable parts = SyncTable.of("core_it.parts", "core_it.iceberg_parts");
    // Functions that are created with these privileges are executable for their owner only.
    TestSchema.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
    try {
      PgLakeSetup.of(TestSchema.postgres()).apply(List.of(parts));
    } finally {
      TestSchema.execute("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC");
    }
    TestSchema.execute("DROP ROLE IF EXISTS core_it_owner");
    TestSchema.execute("CREATE ROLE core_it_owner");
    TestSchema.execute("GRANT ALL ON SCHEMA core_it TO core_it_owner");
    TestSchema.execute("ALTER TABLE core_it.parts OWNER TO core_it_owner");
    try (Connection session = TestSchema.postgres().getConnection()) {
      TestSchema.execute(session, "SET ROLE core_it_owner");
      TestSchema.execute(
          session,
          "CREATE TABLE core_it.parts_5 PARTITION OF core_it.parts FOR VALUES FROM ('2026-05-01') TO"
              + " ('2026-06-01')");
      TestSchema.execute(session, "INSERT INTO core_it.parts VALUES (95, '2026-05-05', 1)");
      TestSchema.execute(session, "RESET ROLE");
    } finally {
      TestSchema.execute("REASSIGN OWNED BY core_it_owner TO CURRENT_USER");
      TestSchema.execute("DROP OWNED BY core_it_owner; DROP ROLE core_it_owner");
    }
    copyAll(parts);

    assertEqual("core_it.parts", "core_it.iceberg_parts", "id, day, amount");
  }

  private static String oid() throws SQLException {
    return TestSchema.rows("SELECT 'core_it.sales'::regclass::oid").get(0);
  }

  private void copyAll(SyncTable table) {
    copyAll(source, table);
  }

  private static void copyAll(SyncSource source, SyncTable table) {
    while (source.copy(table).remaining() == Remaining.READY) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  private static void assertEqual(String heap, String iceberg, String columns) throws SQLException {
    assertThat(TestSchema.rows("SELECT %s FROM %s ORDER BY 1, 2".formatted(columns, iceberg)))
        .isEqualTo(TestSchema.rows("SELECT %s FROM %s ORDER BY 1, 2".formatted(columns, heap)));
  }
}
