package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The index that a set-up builds while the table is in use. */
class SetupIndexIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");

  /** Each index on the table and its partitions that begins with the column of the tracking. */
  private static final String INDEXES =
      """
      SELECT r.oid::regclass, i.indisvalid, inh.inhparent::regclass::text IS NOT NULL AS part
      FROM (SELECT 'core_it.sales'::regclass::oid AS oid
            UNION SELECT relid::oid FROM pg_partition_tree('core_it.sales')) AS r
      JOIN pg_class AS c ON c.oid = r.oid
      LEFT JOIN (pg_index AS i JOIN pg_class AS ic ON ic.oid = i.indexrelid AND ic.relname LIKE 'sync%'
                 LEFT JOIN pg_inherits AS inh ON inh.inhrelid = i.indexrelid)
        ON i.indrelid = r.oid
      ORDER BY r.oid::regclass::text
      """;

  private static final String[] ALL_VALID = {
    "core_it.sales|t|f",
    "core_it.sales_1|t|t",
    "core_it.sales_2|t|t",
    "core_it.sales_2_0|t|t",
    "core_it.sales_2_1|t|t",
    "core_it.sales_3|t|t",
    "core_it.sales_default|t|t",
    "core_it_other.\"Sales 4\"|t|t"
  };

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

  @BeforeEach
  void clear() throws SQLException {
    TestSchema.execute("DROP SCHEMA IF EXISTS core_it_other CASCADE");
    TestSchema.recreate("CREATE SCHEMA core_it_other");
  }

  /** A table of more than a thousand pages, which has an index. */
  private static void createLargeTable() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.sales (id int PRIMARY KEY, note text)");
    TestSchema.execute(
        "INSERT INTO core_it.sales SELECT i, repeat('x', 1900) FROM generate_series(1, 5000) AS i");
  }

  /** Table 3 is partitioned and has no partition. */
  private static void createPartitions() throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it.sales (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);
        CREATE TABLE core_it.sales_1 PARTITION OF core_it.sales FOR VALUES FROM (0) TO (100);
        CREATE TABLE core_it.sales_2 PARTITION OF core_it.sales FOR VALUES FROM (100) TO (200)
          PARTITION BY HASH (id);
        CREATE TABLE core_it.sales_2_0 PARTITION OF core_it.sales_2
          FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE core_it.sales_2_1 PARTITION OF core_it.sales_2
          FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        CREATE TABLE core_it.sales_3 PARTITION OF core_it.sales FOR VALUES FROM (200) TO (300)
          PARTITION BY LIST (id);
        CREATE TABLE core_it_other."Sales 4" (note text, id int NOT NULL PRIMARY KEY);
        ALTER TABLE core_it.sales ATTACH PARTITION core_it_other."Sales 4"
          FOR VALUES FROM (300) TO (400);
        CREATE TABLE core_it.sales_default PARTITION OF core_it.sales DEFAULT;
        INSERT INTO core_it.sales SELECT i, 'note' FROM generate_series(0, 199) AS i;
        INSERT INTO core_it.sales SELECT i, 'note' FROM generate_series(300, 499) AS i
        """);
  }

  private static String index(String relation) throws SQLException {
    return "sync_xid_" + TestSchema.number("SELECT '%s'::regclass::oid".formatted(relation));
  }

  /** Leaves an invalid index, as a build that is interrupted does. */
  private static void buildInvalid(String relation) throws SQLException {
    try (Connection open = TestSchema.postgres().getConnection();
        Connection builder = TestSchema.postgres().getConnection()) {
      open.setAutoCommit(false);
      open.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      TestSchema.execute(open, "SELECT 1");
      TestSchema.execute(builder, "SET lock_timeout = '100ms'");
      assertThatThrownBy(
              () ->
                  TestSchema.execute(
                      builder,
                      "CREATE INDEX CONCURRENTLY %s ON %s (sync_xid, id)"
                          .formatted(index(relation), relation)))
          .hasMessageContaining("lock timeout");
      open.rollback();
      TestSchema.execute(builder, "RESET lock_timeout");
    }
  }

  private static List<String> sql(List<SetupStatement> statements) {
    return statements.stream().map(SetupStatement::sql).toList();
  }

  @Test
  void aSetUpWithALimitDoesNotWaitForAnOlderTransaction() throws SQLException {
    createPartitions();
    PgLakeSetup impatient = setup.lockPatience(Duration.ZERO).indexPatience(Duration.ofMillis(200));
    try (Connection older = TestSchema.postgres().getConnection()) {
      older.setAutoCommit(false);
      TestSchema.execute(older, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1");

      assertThatThrownBy(() -> impatient.apply(List.of(SALES)))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("index");
      older.rollback();
    }

    impatient.apply(List.of(SALES));

    assertThat(TestSchema.rows(INDEXES)).containsExactly(ALL_VALID);
  }

  @Test
  void anIndexIsBuiltConcurrentlyAfterTheTransactionOfTheTable() throws SQLException {
    createLargeTable();

    List<SetupStatement> applied = setup.apply(List.of(SALES));

    assertThat(sql(applied))
        .last()
        .isEqualTo(
            "CREATE INDEX CONCURRENTLY \"%s\" ON \"core_it\".\"sales\" (\"sync_xid\", \"id\")"
                .formatted(index("core_it.sales")));
    assertThat(TestSchema.rows(INDEXES)).containsExactly("core_it.sales|t|f");
    assertThat(setup.plan(List.of(SALES))).isEmpty();
  }

  @Test
  void anInvalidIndexIsReplaced() throws SQLException {
    createLargeTable();
    setup.apply(List.of(SALES));
    String index = index("core_it.sales");
    TestSchema.execute("DROP INDEX core_it." + index);
    buildInvalid("core_it.sales");

    List<SetupStatement> applied = setup.apply(List.of(SALES));

    assertThat(sql(applied))
        .containsExactly(
            "DROP INDEX CONCURRENTLY \"core_it\".\"%s\"".formatted(index),
            "CREATE INDEX CONCURRENTLY \"%s\" ON \"core_it\".\"sales\" (\"sync_xid\", \"id\")"
                .formatted(index));
    assertThat(TestSchema.rows(INDEXES)).containsExactly("core_it.sales|t|f");
    assertThat(setup.plan(List.of(SALES))).isEmpty();
  }

  @Test
  void anIndexOnOtherColumnsIsReplaced() throws SQLException {
    createLargeTable();
    TestSchema.execute("CREATE INDEX %s ON core_it.sales (note)".formatted(index("core_it.sales")));

    setup.apply(List.of(SALES));

    assertThat(TestSchema.rows(INDEXES)).containsExactly("core_it.sales|t|f");
    assertThat(setup.plan(List.of(SALES))).isEmpty();
  }

  static List<ChangeTracking> indexed() {
    return List.of(ChangeTracking.xid(), ChangeTracking.marker("synced_at"));
  }

  @ParameterizedTest
  @MethodSource("indexed")
  void everyPartitionGetsAValidIndexOfItsOwnInTurn(ChangeTracking tracking) throws SQLException {
    createPartitions();
    SyncTable table = SALES.tracking(tracking);

    List<SetupStatement> applied = setup.apply(List.of(table));

    assertThat(TestSchema.rows(INDEXES)).containsExactly(ALL_VALID);
    assertThat(sql(applied).stream().filter(sql -> sql.startsWith("CREATE INDEX CONCURRENTLY")))
        .hasSize(5);
    assertThat(setup.plan(List.of(table))).isEmpty();
  }

  @Test
  void anInterruptedSetUpOfPartitionsIsContinued() throws SQLException {
    createPartitions();
    setup.apply(List.of(SALES));
    TestSchema.execute("DROP INDEX core_it." + index("core_it.sales"));
    TestSchema.execute(
        "CREATE INDEX %s ON ONLY core_it.sales (sync_xid, id)".formatted(index("core_it.sales")));
    TestSchema.execute(
        "CREATE INDEX %s ON core_it.sales_1 (sync_xid, id)".formatted(index("core_it.sales_1")));
    TestSchema.execute(
        "ALTER INDEX core_it.%s ATTACH PARTITION core_it.%s"
            .formatted(index("core_it.sales"), index("core_it.sales_1")));
    TestSchema.execute(
        "CREATE INDEX %s ON core_it.sales_2_0 (sync_xid, id)"
            .formatted(index("core_it.sales_2_0")));
    buildInvalid("core_it.sales_default");

    List<SetupStatement> applied = setup.apply(List.of(SALES));

    assertThat(TestSchema.rows(INDEXES)).containsExactly(ALL_VALID);
    assertThat(sql(applied))
        .noneMatch(sql -> sql.endsWith("\"core_it\".\"sales_1\" (\"sync_xid\", \"id\")"))
        .noneMatch(sql -> sql.endsWith("\"core_it\".\"sales_2_0\" (\"sync_xid\", \"id\")"))
        .contains(
            "DROP INDEX CONCURRENTLY \"core_it\".\"%s\"".formatted(index("core_it.sales_default")));
    assertThat(setup.plan(List.of(SALES))).isEmpty();
  }

  @Test
  void aPartThatBecameInvalidIsBuiltAgainInItsPlace() throws SQLException {
    createPartitions();
    setup.apply(List.of(SALES));
    TestSchema.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('core_it.%s'::regclass, 'core_it.%s'::regclass)"
            .formatted(index("core_it.sales"), index("core_it.sales_1")));

    setup.apply(List.of(SALES));

    assertThat(TestSchema.rows(INDEXES)).containsExactly(ALL_VALID);
    assertThat(setup.plan(List.of(SALES))).isEmpty();
  }

  @Test
  void aParentIsValidatedIfItsPartsAreValid() throws SQLException {
    createPartitions();
    setup.apply(List.of(SALES));
    TestSchema.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'core_it.%s'::regclass"
            .formatted(index("core_it.sales")));

    setup.apply(List.of(SALES));

    assertThat(TestSchema.rows(INDEXES)).containsExactly(ALL_VALID);
  }

  @Test
  void anIndexOfPartitionsOnOtherColumnsIsReplaced() throws SQLException {
    createPartitions();
    TestSchema.execute("CREATE INDEX %s ON core_it.sales (note)".formatted(index("core_it.sales")));
    TestSchema.execute(
        "CREATE INDEX %s ON core_it.sales_1 (note, id)".formatted(index("core_it.sales_1")));

    setup.apply(List.of(SALES));

    assertThat(TestSchema.rows(INDEXES)).containsExactly(ALL_VALID);
    assertThat(setup.plan(List.of(SALES))).isEmpty();
  }

  @Test
  void partitionsThatAreCreatedLaterHaveTheIndexToo() throws SQLException {
    createPartitions();
    setup.apply(List.of(SALES));

    TestSchema.execute(
        "CREATE TABLE core_it.sales_3_1 PARTITION OF core_it.sales_3 FOR VALUES IN (201)");

    assertThat(
            TestSchema.number(
                "SELECT count(*) FROM pg_index WHERE indrelid = 'core_it.sales_3_1'::regclass AND"
                    + " indisvalid"))
        .isEqualTo(2);
    assertThat(setup.plan(List.of(SALES))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("indexed")
  void aTeardownDropsTheIndexesOfAllPartitions(ChangeTracking tracking) throws SQLException {
    createPartitions();
    SyncTable table = SALES.tracking(tracking);
    setup.apply(List.of(table));
    // The name of an index that was restored from a dump has another oid.
    TestSchema.execute(
        "CREATE INDEX sync_xid_1234567 ON core_it.sales_1 (%s)"
            .formatted(tracking.column().orElseThrow()));

    setup.teardown(List.of(table));

    assertThat(TestSchema.rows(INDEXES)).allMatch(row -> row.endsWith("|null|f"));
    assertThat(setup.teardownPlan(List.of(table))).isEmpty();
  }
}
