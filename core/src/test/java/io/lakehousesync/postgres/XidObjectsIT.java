package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.InterruptingDataSource.Calls;
import io.lakehousesync.postgres.InterruptingDataSource.Moment;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows if our objects on a heap table, or the key that they capture, have changed. */
class XidObjectsIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount int)");
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(1, 10) AS i");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999999", "0", "2"})
  void idsThatThisClusterHasNotAssignedStopUntilANewBaseline(String id) throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    copyAll(SALES);
    TestSchema.execute("ALTER TABLE core_it.sales DISABLE TRIGGER USER");
    TestSchema.execute(
        "UPDATE core_it.sales SET sync_xid = '%s', amount = 0 WHERE id < 4".formatted(id));
    setup.apply(List.of(SALES));

    assertThatThrownBy(() -> copyAll(SALES))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("id " + id, "PgLakeSetup.newBaseline");
    setup.newBaseline(SALES);
    copyAll(SALES);

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
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

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "sale, amount");
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
    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 3");
    copyAll(SALES);

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
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

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
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

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @Test
  void rightsThatWereRevokedAreGrantedAgain() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    TestSchema.execute("REVOKE ALL ON lakehouse_sync.xid_%s FROM PUBLIC".formatted(oid()));

    assertThatThrownBy(() -> copyAll(SALES))
        .hasMessageContaining("some writers lack the privilege to use it");
    assertThat(setup.apply(List.of(SALES))).hasSize(1);
    assertThat(setup.plan(List.of(SALES))).isEmpty();
    copyAll(SALES);
  }

  /** Its tombstone has the columns of the key by their numbers. */
  @Test
  void aDeleteUnderAnEarlierOrderOfTheKeyArrives() throws SQLException {
    TestSchema.execute(
        "ALTER TABLE core_it.sales ALTER amount SET NOT NULL; UPDATE core_it.sales SET amount = id + 1");
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    SyncTable before = SALES.key("id", "amount");
    SyncTable after = SALES.key("amount", "id");
    setup.apply(List.of(before));
    copyAll(before);
    try (Connection session = TestSchema.postgres().getConnection()) {
      session.setAutoCommit(false);
      TestSchema.execute(session, "DELETE FROM core_it.sales WHERE id = 1");
      setup.apply(List.of(after));
      setup.newBaseline(after);
      copyAll(after);
      session.commit();
    }
    copyAll(after);

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
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

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  /** The first copy of another host registered the table after a new baseline, and died. */
  @Test
  void aNewBaselineIsNoticedByAHostThatCopiedBefore() throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(SALES));
    SyncSourceContract.copyAll(source, SALES);
    source.unchanged(List.of(SALES));
    SyncSourceContract.copyAll(source, SALES);
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

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  /** Our function records the column that has the key's name. */
  @Test
  void afterAKeyHadAnotherNameForAWhileAllRowsAreCopied() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    TestSchema.execute("UPDATE core_it.sales SET amount = id + 100");
    copyAll(SALES);
    String swap =
        "ALTER TABLE core_it.sales RENAME id TO x; ALTER TABLE core_it.sales RENAME amount TO id;"
            + "ALTER TABLE core_it.sales RENAME x TO amount;";
    TestSchema.execute(swap + "DELETE FROM core_it.sales WHERE amount = 4;" + swap);
    copyAll(SALES);

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  /** Keys may have been recorded by another function meanwhile. */
  @Test
  void aReplacedFunctionIsNoticedByTheCheckForChanges() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    await()
        .untilAsserted(
            () -> {
              copyAll(SALES);
              assertThat(source.unchanged(List.of(SALES))).containsOnlyKeys(SALES);
            });

    TestSchema.execute("ALTER FUNCTION lakehouse_sync.xid_%s() COST 99".formatted(oid()));

    assertThat(source.unchanged(List.of(SALES))).isEmpty();
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

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  private static String oid() throws SQLException {
    return TestSchema.rows("SELECT 'core_it.sales'::regclass::oid").get(0);
  }

  private void copyAll(SyncTable table) {
    SyncSourceContract.copyAll(source, table);
  }
}
