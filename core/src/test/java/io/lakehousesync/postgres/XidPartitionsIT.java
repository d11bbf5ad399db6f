package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions with the default tracking: no trigger shows that one is attached or detached. */
class XidPartitionsIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount int)");
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(1, 10) AS i");
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

    TestSchema.assertEqual("core_it.parts", "core_it.iceberg_parts", "id, day, amount");
    assertThat(TestSchema.number("SELECT count(DISTINCT id) FROM core_it.iceberg_log"))
        .as("the archive keeps every key")
        .isGreaterThanOrEqualTo(20);
    assertThat(TestSchema.rows("SELECT id, day, amount FROM core_it.iceberg_log"))
        .containsAll(TestSchema.rows("SELECT id, day, amount FROM core_it.parts"));
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

    SyncSourceContract.copyAll(PgLakeSource.builder(attaching).batchRows(5).build(), parts);
    copyAll(parts);

    TestSchema.assertEqual("core_it.parts", "core_it.iceberg_parts", "id, day, amount");
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.parts")).isEqualTo(24);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VACUUM FULL core_it.parts_1",
        "TRUNCATE core_it.parts_1",
        "ALTER TABLE core_it.parts DETACH PARTITION core_it.parts_1",
        "ALTER TABLE core_it.parts ATTACH PARTITION core_it.old FOR VALUES FROM ('2026-03-01') TO"
            + " ('2026-04-01')"
      })
  void partitionThatChangesBetweenTwoPagesDoublesNoRow(String change) throws SQLException {
    createPartitions();
    SyncTable parts = SyncTable.of("core_it.parts", "core_it.iceberg_parts");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(parts));
    SyncSource paged = PgLakeSource.builder(TestSchema.copier()).batchRows(5).build();
    paged.copy(parts);

    TestSchema.execute(change);
    SyncSourceContract.copyAll(paged, parts);

    TestSchema.assertEqual("core_it.parts", "core_it.iceberg_parts", "id, day, amount");
  }

  /** The bounds of a partition, which find its rows in the Iceberg table, name columns. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE core_it.parts RENAME day TO old_day;"
            + "ALTER TABLE core_it.parts ADD COLUMN day date DEFAULT '2026-02-09'; TRUNCATE core_it.parts_1",
        "ALTER TABLE core_it.parts RENAME day TO old_day;"
            + "ALTER TABLE core_it.parts ADD COLUMN day date DEFAULT '2026-01-09'; DROP TABLE core_it.parts_1",
        "DROP TABLE core_it.parts_2; ALTER TABLE core_it.parts RENAME day TO old_day;"
            + "ALTER TABLE core_it.parts ADD COLUMN day date DEFAULT '2026-05-09'; DROP TABLE core_it.parts_1"
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

    TestSchema.assertEqual("core_it.parts", "core_it.iceberg_parts", "id, amount");
  }

  /** With this setting, PostgreSQL reads a null in the text of an array as the word NULL. */
  @Test
  void sessionWithoutNullsInArraysFollowsADetachedPartition() throws SQLException {
    createPartitions();
    SyncTable parts = SyncTable.of("core_it.parts", "core_it.iceberg_parts");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(parts));
    SyncSource other = PgLakeSource.of(TestSchema.postgres("SET array_nulls = off"));
    SyncSourceContract.copyAll(other, parts);

    TestSchema.execute("ALTER TABLE core_it.parts DETACH PARTITION core_it.parts_1");
    SyncSourceContract.copyAll(other, parts);

    assertThat(PgLakeVerifier.of(TestSchema.postgres()).verify(parts).agrees()).isTrue();
  }

  /** No other relation than the removed partition and the default one shows the new names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "VACUUM FULL core_it.a_1",
        "TRUNCATE core_it.a_1",
        "DROP TABLE core_it.a_1",
        "ALTER TABLE core_it.a DETACH PARTITION core_it.a_1"
      })
  void partitionColumnsThatExchangeTheirNamesDeleteNoOtherRows(String change) throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it.a (id int NOT NULL, a int, b int) PARTITION BY RANGE (a);
        CREATE TABLE core_it.a_1 PARTITION OF core_it.a FOR VALUES FROM (0) TO (10);
        CREATE TABLE core_it.a_d PARTITION OF core_it.a DEFAULT;
        INSERT INTO core_it.a VALUES (1, 1, 500), (2, 2, 501), (3, 100, 5), (4, 200, 6)
        """);
    SyncTable table =
        SyncTable.of("core_it.a", "core_it.iceberg_a")
            .key("id")
            .schemaEvolution(SchemaEvolution.FULL);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);
    TestSchema.execute(
        """
        ALTER TABLE core_it.a RENAME a TO x;
        ALTER TABLE core_it.a RENAME b TO a;
        ALTER TABLE core_it.a RENAME x TO b
        """);
    TestSchema.execute(change);
    copyAll(table);

    TestSchema.assertEqual("core_it.a", "core_it.iceberg_a", "id, a, b");
  }

  /** The Iceberg table cannot evaluate the bounds exactly. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUNCATE core_it.d_1", "DROP TABLE core_it.d_1"})
  void boundsAreNotUsedOnAnotherType(String change) throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it.d (id int NOT NULL, day timestamp) PARTITION BY RANGE (day);
        CREATE TABLE core_it.d_1 PARTITION OF core_it.d
          FOR VALUES FROM ('2026-01-01') TO ('2026-01-02 12:00');
        CREATE TABLE core_it.d_d PARTITION OF core_it.d DEFAULT;
        INSERT INTO core_it.d VALUES (1, '2026-01-01'), (2, '2026-01-02 11:00'), (3, '2026-01-02 13:00')
        """);
    TestSchema.execute("CREATE TABLE core_it.iceberg_d (id int, day date) USING iceberg");
    SyncTable table = SyncTable.of("core_it.d", "core_it.iceberg_d").key("id");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);
    TestSchema.execute(change);
    copyAll(table);

    TestSchema.assertEqual("core_it.d", "core_it.iceberg_d", "id, day::date");
  }

  /** The owner of a table can make the bounds of many partitions very long. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUNCATE core_it.l_1", "DROP TABLE core_it.l_1"})
  void longBoundsAreNotKept(String change) throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it.l (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
        CREATE TABLE core_it.l_1 PARTITION OF core_it.l FOR VALUES IN ('eu', '%s');
        CREATE TABLE core_it.l_2 PARTITION OF core_it.l FOR VALUES IN ('us');
        INSERT INTO core_it.l VALUES (1, 'eu'), (2, 'us')
        """
            .formatted("x".repeat(100_000)));
    SyncTable table = SyncTable.of("core_it.l", "core_it.iceberg_l").key("id");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);
    assertThat(TestSchema.number("SELECT max(length(bounds)) FROM lakehouse_sync.leaf"))
        .isBetween(1L, 20_000L);

    TestSchema.execute(change);
    copyAll(table);

    TestSchema.assertEqual("core_it.l", "core_it.iceberg_l", "id, region");
  }

  /** The rows of the partition are read by some statements of the copy, and not by others. */
  @Test
  void aPartitionThatIsAttachedAndDetachedDuringACopyIsNotCopied() throws Exception {
    createPartitions();
    SyncTable parts = SyncTable.of("core_it.parts", "core_it.iceberg_parts");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(parts));
    copyAll(parts);
    TestSchema.execute(
        "INSERT INTO core_it.parts VALUES (30, '2026-01-07', 1);"
            + "UPDATE core_it.old SET sync_xid = pg_current_xact_id()");
    List<CompletableFuture<Void>> detach = new ArrayList<>();
    DataSource attaching =
        HookedDataSource.before(
            "SELECT \"id\"",
            TestSchema.postgres(),
            () ->
                TestSchema.execute(
                    "ALTER TABLE core_it.parts ATTACH PARTITION core_it.old"
                        + " FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')"));
    DataSource detaching =
        HookedDataSource.before(
            "INSERT INTO lakehouse_sync.checkpoint",
            attaching,
            () -> {
              detach.add(
                  CompletableFuture.runAsync(
                      () ->
                          run(
                              "ALTER TABLE core_it.parts DETACH PARTITION core_it.old CONCURRENTLY")));
              await().until(() -> TestSchema.waits("ALTER TABLE%CONCURRENTLY"));
            });

    SyncSourceContract.copyAll(PgLakeSource.of(detaching), parts);
    detach.get(0).get(30, TimeUnit.SECONDS);
    copyAll(parts);

    TestSchema.assertEqual("core_it.parts", "core_it.iceberg_parts", "id, day, amount");
  }

  /** The trigger for deletes fires for statements that name the table, and not its parent. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE core_it.parent (LIKE core_it.sales INCLUDING DEFAULTS) PARTITION BY RANGE (id);"
            + "ALTER TABLE core_it.parent ATTACH PARTITION core_it.sales DEFAULT",
        "CREATE TABLE core_it.parent (); ALTER TABLE core_it.sales INHERIT core_it.parent"
      })
  void aTableWithoutPartitionsBecomesNoPartOfAnotherOne(String change) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    copyAll(SALES);

    assertThatThrownBy(() -> TestSchema.execute(change))
        .hasMessageContaining("trigger \"lakehouse_sync_xid_delete_replica\" prevents table");
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

    TestSchema.assertEqual("core_it.parts", "core_it.iceberg_parts", "id, day, amount");
  }

  /** The stored bounds of a partition name a column whose name another column has now. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUNCATE core_it.p1", "DROP TABLE core_it.p1"})
  void aNewEnumValueHidesNoRename(String change) throws SQLException {
    TestSchema.recreate(
        """
        CREATE TYPE core_it.mood AS ENUM ('a', 'b');
        CREATE TABLE core_it.parts (id int NOT NULL, a int, b int, m core_it.mood) PARTITION BY RANGE (a);
        CREATE TABLE core_it.p1 PARTITION OF core_it.parts FOR VALUES FROM (0) TO (10);
        CREATE TABLE core_it.p2 PARTITION OF core_it.parts FOR VALUES FROM (10) TO (20);
        INSERT INTO core_it.parts SELECT i, i, 20 - i, 'a' FROM generate_series(1, 19) AS i
        """);
    SyncTable table =
        SyncTable.of("core_it.parts", "core_it.iceberg_parts")
            .key("id")
            .schemaEvolution(SchemaEvolution.FULL);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);

    TestSchema.execute("ALTER TYPE core_it.mood ADD VALUE 'c'");
    TestSchema.execute(
        """
        ALTER TABLE core_it.parts RENAME a TO x;
        ALTER TABLE core_it.parts RENAME b TO a;
        ALTER TABLE core_it.parts RENAME x TO b
        """);
    TestSchema.execute(change);
    copyAll(table);

    TestSchema.assertEqual("core_it.parts", "core_it.iceberg_parts", "id, a, b, m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRUNCATE core_it.p1", "DROP TABLE core_it.p1", "VACUUM FULL core_it.p1"})
  void thePartitionColumnIsNoLongerCopied(String change) throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.parts (id int NOT NULL, day int, v int) PARTITION BY RANGE (day);
        CREATE TABLE core_it.p1 PARTITION OF core_it.parts FOR VALUES FROM (0) TO (10);
        CREATE TABLE core_it.p2 PARTITION OF core_it.parts FOR VALUES FROM (10) TO (20);
        INSERT INTO core_it.parts SELECT i, i, i FROM generate_series(1, 19) AS i
        """);
    SyncTable table = SyncTable.of("core_it.parts", "core_it.iceberg_parts").key("id");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);
    SyncTable without = table.columns("id", "v");
    TestSchema.execute(
        "INSERT INTO core_it.parts SELECT i + 100, i, i FROM generate_series(1, 19) AS i");
    copyAll(without);

    TestSchema.execute(change);
    copyAll(without);

    TestSchema.assertEqual("core_it.parts", "core_it.iceberg_parts", "id, v");
  }

  @Test
  void aChildByInheritanceIsRefused() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.child (PRIMARY KEY (id)) INHERITS (core_it.sales)");
    SyncTable child = SyncTable.of("core_it.child", "core_it.iceberg_child");

    assertThatThrownBy(() -> PgLakeSetup.of(TestSchema.postgres()).apply(List.of(child)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("core_it.child is a child of core_it.sales");
  }

  /** After a crash, such a partition is empty, and no trigger has fired. */
  @Test
  void anUnloggedPartitionIsRefused() throws SQLException {
    createPartitions();
    TestSchema.execute(
        "CREATE UNLOGGED TABLE core_it.parts_3 PARTITION OF core_it.parts FOR VALUES FROM"
            + " ('2026-03-01') TO ('2026-04-01')");
    SyncTable parts = SyncTable.of("core_it.parts", "core_it.iceberg_parts");

    assertThatThrownBy(() -> PgLakeSetup.of(TestSchema.postgres()).apply(List.of(parts)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("core_it.parts has the unlogged partition core_it.parts_3");
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

  private static void run(String sql) {
    try {
      TestSchema.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void copyAll(SyncTable table) {
    SyncSourceContract.copyAll(source, table);
  }
}
