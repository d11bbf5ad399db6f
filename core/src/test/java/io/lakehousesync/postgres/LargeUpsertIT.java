package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An upsert of more than 10,000 rows first appends the rows whose keys are above all keys of the
 * Iceberg table.
 */
class LargeUpsertIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");
  private static final int OLD = 3_000;

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id int PRIMARY KEY, shop int NOT NULL, v text",
        "id bigint, shop smallint, v text, PRIMARY KEY (shop, id)",
        "id text PRIMARY KEY, shop int NOT NULL, v text",
      })
  void newOldChangedAndRemovedKeys(String columns) throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (%s)".formatted(columns));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    insert(1, OLD, 1);
    SyncSourceContract.copyAll(source, TABLE);

    insert(OLD + 1, OLD + 12_000, 2);
    TestSchema.execute("UPDATE core_it.t SET v = 'changed' WHERE v LIKE '1%'");
    TestSchema.execute("DELETE FROM core_it.t WHERE id::text = '2000'");
    // These keys are among the removed keys, and among the new rows.
    TestSchema.execute("DELETE FROM core_it.t WHERE id::text IN ('14000', '1001')");
    insert(14_000, 14_000, 2);
    insert(1_001, 1_001, 1);
    SyncSourceContract.copyAll(source, TABLE);

    assertThat(TestSchema.number("SELECT count(*) FROM core_it.t")).isEqualTo(OLD + 12_000 - 1);
    TestSchema.assertEqual("core_it.t", "core_it.lake", "id, shop, v");
  }

  /** As text, 9999 is above 12000. */
  @Test
  void anIntegerKeyThatIsTextInTheIcebergTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, shop int, v text);
        CREATE TABLE core_it.lake (id text, shop int, v text) USING iceberg
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    insert(1, 12_000, 1);
    SyncSourceContract.copyAll(source, TABLE);

    TestSchema.execute("UPDATE core_it.t SET v = 'changed'");
    SyncSourceContract.copyAll(source, TABLE);

    TestSchema.assertEqual("core_it.t", "core_it.lake", "id::text, shop, v");
  }

  private static void insert(int from, int to, int shop) throws SQLException {
    TestSchema.execute(
        "INSERT INTO core_it.t (id, shop, v) SELECT i, %d, i FROM generate_series(%d, %d) i"
            .formatted(shop, from, to));
  }
}
