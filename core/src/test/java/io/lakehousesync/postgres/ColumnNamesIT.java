package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns may have the names that the statements of the library use for something else. */
class ColumnNamesIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");

  /** Names of our columns, aliases and placeholders. All of them are columns of the key. */
  private static final List<String> KEY =
      List.of(
          "id",
          "k",
          "k0",
          "k1",
          "n",
          "h",
          "c",
          "q",
          "r",
          "e",
          "t",
          "i",
          "s",
          "p",
          "v",
          "position",
          "truncated",
          "copied",
          "pending",
          "heap",
          "iceberg",
          "{heap}");

  @Test
  void theReservedPrefixIsRefused() throws SQLException {
    TestSchema.recreate(
        "CREATE TABLE core_it.t (id int PRIMARY KEY, lakehouse_sync_row int, sync_row int)");

    assertThatThrownBy(() -> PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE)))
        .hasMessageContaining(
            "Column \"lakehouse_sync_row\" of core_it.t has a name that begins with lakehouse_sync_");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE.columns("id", "sync_row")));
  }

  @ParameterizedTest
  @MethodSource("io.lakehousesync.postgres.TrustIT#tables")
  void noNameCollides(SyncTable table) throws SQLException {
    String columns = Sql.columns(KEY);
    String values = KEY.stream().map(name -> "i").collect(Collectors.joining(", "));
    TestSchema.recreate(
        KEY.stream()
            .map(name -> Sql.identifier(name) + " int NOT NULL")
            .collect(
                Collectors.joining(
                    ", ",
                    "CREATE TABLE core_it.t (",
                    ", mark timestamp, PRIMARY KEY (%s))".formatted(columns))));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    SyncSource source = PgLakeSource.builder(TestSchema.copier()).batchRows(3).build();
    source.validate(table);
    for (int from : List.of(1, 11)) {
      TestSchema.execute(
          "INSERT INTO core_it.t (%s) SELECT %s FROM generate_series(%d, %d) AS i"
              .formatted(columns, values, from, from + 9));
      source.unchanged(List.of(table));
      SyncSourceContract.copyAll(source, table);
    }
    TestSchema.assertEqual("core_it.t", "core_it.lake", columns);

    assertThat(PgLakeVerifier.of(TestSchema.postgres()).verify(table).agrees()).isTrue();
    assertThat(
            PgLakeVerifier.builder(TestSchema.postgres())
                .rangeRows(4)
                .build()
                .verify(table)
                .agrees())
        .isTrue();
  }
}
