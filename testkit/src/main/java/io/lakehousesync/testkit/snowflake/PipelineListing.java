package io.lakehousesync.testkit.snowflake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How SHOW lists the objects of one kind; the second column is the name. */
interface PipelineListing {
  List<Column> columns();

  /** The rows of one schema, in the order of the names. */
  List<List<@Nullable String>> rows(Schema schema, StatementContext context);

  /** The full name of a row's object. */
  default TableName name(List<@Nullable String> row) {
    return new TableName(
        String.valueOf(row.get(2)), String.valueOf(row.get(3)), String.valueOf(row.get(1)));
  }

  /** The columns that the listings share. */
  static List<Column> head() {
    return List.of(
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
        Column.text("name"),
        Column.text("database_name"),
        Column.text("schema_name"),
        Column.text("owner"),
        Column.text("comment"));
  }
}
