package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.pipeline.PlainTable;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW TABLES}: plain tables and Iceberg tables. Source: docs.snowflake.com, "SHOW TABLES"
 * (/en/sql-reference/sql/show-tables).
 */
public final class ShowTables implements PipelineListing {
  public static final StatementSyntax SYNTAX =
      ShowPipelineObjects.syntax(ObjectKind.TABLE, new ShowTables());

  @Override
  public List<ResultColumn> columns() {
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
