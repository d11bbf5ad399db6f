package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueTrackingIT extends SyncSourceContract {
  /** A composite key with the names that the queue itself uses. */
  private static final SyncTable TABLE =
      SyncTable.of("core_it.sales", "core_it.iceberg_sales")
          .tracking(ChangeTracking.queue())
          .mode(WriteMode.UPSERT);

  private final SyncSource source = PgLakeSource.builder(TestSchema.copier()).batchRows(7).build();

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales (
          id int, position varchar(10), amount numeric(12,2), PRIMARY KEY (id, position))
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
  }

  @Override
  protected SyncSource source() {
    return source;
  }

  @Override
  protected SyncTable table() {
    return TABLE;
  }

  @Override
  protected SyncTable missingTable() {
    return SyncTable.of("core_it.nothing", "core_it.iceberg_nothing")
        .tracking(ChangeTracking.queue())
        .mode(WriteMode.UPSERT);
  }

  @Override
  protected void insert(int from, int to) throws SQLException {
    TestSchema.execute(
        "INSERT INTO core_it.sales SELECT i, 'a''' || i, i / 100.0 FROM generate_series(%d, %d) AS i"
            .formatted(from, to));
  }

  @Override
  protected long icebergRows() throws SQLException {
    return TestSchema.number("SELECT count(*) FROM core_it.iceberg_sales");
  }

  @Override
  protected long icebergKeys() throws SQLException {
    return TestSchema.number("SELECT count(DISTINCT (id, position)) FROM core_it.iceberg_sales");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TRIGGER lakehouse_sync_delete ON core_it.sales",
        "ALTER TABLE core_it.sales DISABLE TRIGGER lakehouse_sync_delete"
      })
  void setUpRepairsAMissingOrDisabledTriggerAndItsLostChanges(String fault) throws SQLException {
    insert(1, 10);
    copyAll();
    TestSchema.execute(fault);
    TestSchema.execute("DELETE FROM core_it.sales WHERE id > 4");
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

    assertThat(setup.apply(List.of(TABLE)))
        .extracting(SetupStatement::title)
        .containsExactly(
            "trigger lakehouse_sync_delete of core_it.sales",
            "queued replacement of all rows of core_it.sales");
    copyAll();
    assertThat(icebergRows()).isEqualTo(4);

    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 1");
    copyAll();
    assertThat(icebergRows()).isEqualTo(3);
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  @Test
  void setUpRemovesRowsThatWereDeletedWithoutAQueue() throws SQLException {
    insert(1, 10);
    copyAll();
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.teardown(List.of(TABLE));
    TestSchema.execute("DELETE FROM core_it.sales WHERE id > 4");

    List<SetupStatement> applied = setup.apply(List.of(TABLE));
    copyAll();

    assertThat(icebergRows()).isEqualTo(4);
    assertThat(applied)
        .extracting(SetupStatement::title)
        .endsWith("queued replacement of all rows of core_it.sales");
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE core_it.sales SET amount = amount + 1 WHERE id % 2 = 0",
        "DELETE FROM core_it.sales WHERE id % 3 = 0",
        "UPDATE core_it.sales SET position = 'b' WHERE id = 4",
        "TRUNCATE core_it.sales",
        "TRUNCATE core_it.sales; INSERT INTO core_it.sales VALUES (1, 'x', 1)",
        "DELETE FROM core_it.sales; INSERT INTO core_it.sales VALUES (1, 'a''1', 5)",
        "INSERT INTO core_it.sales VALUES (1, 'a''1', 7), (99, 'z', 8)"
            + " ON CONFLICT (id, position) DO UPDATE SET amount = EXCLUDED.amount",
      })
  void followsEveryKindOfChange(String change) throws SQLException {
    insert(1, 10);
    copyAll();
    TestSchema.execute(change);

    copyAll();

    assertThat(TestSchema.rows("SELECT * FROM core_it.iceberg_sales ORDER BY 1, 2"))
        .isEqualTo(TestSchema.rows("SELECT * FROM core_it.sales ORDER BY 1, 2"));
    assertThat(source.copy(TABLE).rows()).isZero();
  }

  @Test
  void severalChangesOfAKeyAreCopiedAsItsLastState() throws SQLException {
    insert(1, 1);
    TestSchema.execute("UPDATE core_it.sales SET amount = 5");
    TestSchema.execute("UPDATE core_it.sales SET amount = 6");

    CopyResult result = source.copy(TABLE);

    assertThat(result.rows()).isEqualTo(1);
    assertThat(TestSchema.rows("SELECT amount FROM core_it.iceberg_sales")).containsExactly("6.00");
  }
}
