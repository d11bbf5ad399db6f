package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plain tables and Iceberg tables. Source: docs.snowflake.com, "SHOW TABLES"
 * (/en/sql-reference/sql/show-tables).
 */
final class ShowTables implements PipelineListing {
  @Override
  public List<Column> columns() {
    return ListingRow.columns("kind", "rows", "is_iceberg");
  }

  @Override
  public List<List<@Nullable String>> rows(Schema schema, StatementContext context) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (PlainTable table : schema.pipeline().tables().all()) {
      String count = Integer.toString(table.rows().size());
      rows.add(
          ListingRow.of(
              ObjectKind.TABLE,
              context,
              table.createdOn(),
              table.name(),
              table.comment(),
              "TABLE",
              count,
              "N"));
    }
    for (IcebergTable table : schema.tables().all()) {
      rows.add(
          ListingRow.of(
              ObjectKind.TABLE,
              context,
              table.createdOn(),
              table.name(),
              table.comment(),
              "TABLE",
              null,
              "Y"));
    }
    return rows;
  }
}
