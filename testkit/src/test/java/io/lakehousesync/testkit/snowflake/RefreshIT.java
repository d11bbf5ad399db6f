package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.refresh;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshIT {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()));

  @TempDir static Path directory;
  private static StandIn standIn;

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  @Test
  void servesTheOldSnapshotUntilTheRefresh() throws Exception {
    Table table = standIn.newTable("until_refresh", SCHEMA);
    TableWriter writer = new TableWriter(table);
    writer.append(row(1L, "a"), row(2L, "b"));
    try (Connection connection = standIn.connect()) {
      execute(connection, register("until_refresh", table));
      writer.append(row(3L, "c"));
      assertThat(rows(connection, "SELECT COUNT(*) FROM until_refresh")).containsExactly("2");

      execute(connection, refresh("until_refresh", table));
      assertThat(rows(connection, "SELECT COUNT(*) FROM until_refresh")).containsExactly("3");
      assertThat(
              rows(
                  connection,
                  "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('\"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"UNTIL_REFRESH\"')"))
          .containsExactly(
              "{\"metadataLocation\":\"s3://lake/%s\",\"status\":\"success\"}"
                  .formatted(TableOnS3.path(table)));
    }
  }

  @Test
  void leavesOutTheRowsThatPositionDeletesName() throws Exception {
    Table table = standIn.newTable("deletes", SCHEMA);
    TableWriter writer = new TableWriter(table);
    DataFile first = writer.append(row(1L, "a"), row(2L, "b"), row(3L, "c"));
    DataFile second = writer.append(row(4L, "d"), row(5L, "e"), row(6L, "f"));
    writer.deletePositions(first, 0, 2);
    writer.deletePositions(second, 1);
    try (Connection connection = standIn.connect()) {
      execute(connection, register("deletes", table));
      assertThat(rows(connection, "SELECT id, name FROM deletes ORDER BY id"))
          .containsExactly("2|b", "4|d", "6|f");
    }
  }

  @Test
  void readsAnEmptyTableWithItsColumns() throws Exception {
    Table table = standIn.newTable("empty", SCHEMA);
    try (Connection connection = standIn.connect()) {
      execute(connection, register("empty", table));
      assertThat(rows(connection, "SELECT id, name FROM empty")).isEmpty();
      assertThat(rows(connection, "SELECT COUNT(*), SUM(id) FROM empty")).containsExactly("0|null");
    }
  }

  @Test
  void findsColumnsByFieldIdAfterRenamingAddingAndDropping() throws Exception {
    Table table = standIn.newTable("evolved", SCHEMA);
    TableWriter writer = new TableWriter(table);
    writer.append(row(1L, "a"));
    table.updateSchema().renameColumn("name", "label").commit();
    table.updateSchema().addColumn("amount", Types.DecimalType.of(10, 2)).commit();
    writer.append(row(2L, "b", new BigDecimal("2.50")));
    try (Connection connection = standIn.connect()) {
      execute(connection, register("evolved", table));
      assertThat(rows(connection, "SELECT * FROM evolved ORDER BY id"))
          .containsExactly("1|a|null", "2|b|2.50");

      table.updateSchema().deleteColumn("label").commit();
      table.updateSchema().addColumn("label", Types.StringType.get()).commit();
      execute(connection, refresh("evolved", table));
      assertThat(rows(connection, "SELECT label, amount FROM evolved ORDER BY id"))
          .containsExactly("null|null", "null|2.50");
    }
  }

  @Test
  void readsTheOldFilesOfAWidenedColumn() throws Exception {
    Table table =
        standIn.newTable(
            "widened",
            new Schema(
                Types.NestedField.required(1, "id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "price", Types.DecimalType.of(5, 2))));
    TableWriter writer = new TableWriter(table);
    writer.append(row(1, new BigDecimal("1.25")));
    table
        .updateSchema()
        .updateColumn("id", Types.LongType.get())
        .updateColumn("price", Types.DecimalType.of(20, 2))
        .commit();
    writer.append(row(Long.MAX_VALUE, new BigDecimal("123456789.00")));
    try (Connection connection = standIn.connect()) {
      execute(connection, register("widened", table));
      assertThat(rows(connection, "SELECT id, price FROM widened ORDER BY id"))
          .containsExactly("1|1.25", "9223372036854775807|123456789.00");
    }
  }

  @Test
  void servesNoRowOfADataFileThatWasRemoved() throws Exception {
    Table table = standIn.newTable("removed", SCHEMA);
    TableWriter writer = new TableWriter(table);
    DataFile old = writer.append(row(1L, "a"));
    writer.append(row(2L, "b"));
    table.newDelete().deleteFile(old).commit();
    try (Connection connection = standIn.connect()) {
      execute(connection, register("removed", table));
      assertThat(rows(connection, "SELECT name FROM removed")).containsExactly("b");
    }
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
