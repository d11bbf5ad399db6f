package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.pipeline.PlainTable;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.value.EngineRows;
import java.util.ArrayList;
import java.util.List;

/** The rows of a plain table that a session sees. */
final class PlainTableSource implements TableSource {
  private final PlainTable table;
  private final List<List<String>> rows;

  PlainTableSource(PlainTable table, Session session) {
    this.table = table;
    rows = new ArrayList<>(table.rows());
    session
        .openTransaction()
        .ifPresent(transaction -> rows.addAll(transaction.insertedInto(table)));
  }

  @Override
  public List<String> columns() {
    return table.columnNames();
  }

  @Override
  public List<String> unreadableColumns() {
    return List.of();
  }

  @Override
  public String sql(DataFiles files) {
    return EngineRows.sql(table.engineTypes(), rows);
  }
}
