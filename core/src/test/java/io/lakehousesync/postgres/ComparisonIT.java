package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.stores", "core_it.iceberg_stores")
          .tracking(ChangeTracking.comparison());

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TYPE core_it.tier AS ENUM ('gold', 'silver');
        CREATE TABLE core_it.stores (id smallint, name varchar(20), tier core_it.tier, info jsonb);
        CREATE TABLE core_it.iceberg_stores (id int, name text, tier text, info text) USING iceberg;
        INSERT INTO core_it.stores VALUES
          (1, 'one', 'gold', '{"a": 1}'), (2, 'two', 'silver', NULL), (2, 'two', 'silver', NULL);
        """);
  }

  @Test
  void copiesEverythingOnceAndThenNothing() throws SQLException {
    assertThat(source.copy(TABLE).rows()).isEqualTo(3);
    String location = location();

    assertThat(source.copy(TABLE).rows()).isZero();
    assertThat(location()).isEqualTo(location);
    assertThat(TestSchema.rows("SELECT * FROM core_it.iceberg_stores ORDER BY 1"))
        .containsExactly("1|one|gold|{\"a\": 1}", "2|two|silver|null", "2|two|silver|null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO core_it.stores VALUES (3, 'three', 'gold', NULL)",
        "UPDATE core_it.stores SET name = 'uno' WHERE id = 1",
        "DELETE FROM core_it.stores WHERE id = 1",
        // One of two equal rows, which a comparison of sets would not find.
        "DELETE FROM core_it.stores WHERE ctid = (SELECT max(ctid) FROM core_it.stores)",
        "TRUNCATE core_it.stores",
      })
  void followsEveryKindOfChange(String change) throws SQLException {
    source.copy(TABLE);
    TestSchema.execute(change);

    source.copy(TABLE);

    assertThat(TestSchema.rows("SELECT * FROM core_it.iceberg_stores ORDER BY 1, 2"))
        .isEqualTo(TestSchema.rows("SELECT * FROM core_it.stores ORDER BY 1, 2"));
  }

  @Test
  void replacesTheTableInOneSnapshot() throws SQLException {
    source.copy(TABLE);
    TestSchema.execute("UPDATE core_it.stores SET name = 'uno' WHERE id = 1");
    int before = version();

    source.copy(TABLE);

    assertThat(version()).isEqualTo(before + 1);
  }

  private static int version() throws SQLException {
    return Integer.parseInt(location().replaceFirst(".*/metadata/(\\d+)-.*", "$1"));
  }

  private static String location() throws SQLException {
    TableName name = TABLE.target();
    return Objects.requireNonNull(
            IcebergTablesLocator.of(TestSchema.postgres()).locate(List.of(name)).get(name))
        .location()
        .orElseThrow()
        .uri();
  }
}
