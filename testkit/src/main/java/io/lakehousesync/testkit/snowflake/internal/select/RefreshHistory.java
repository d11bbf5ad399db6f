package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SourceReference;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;

/**
 * {@code TABLE([database.]INFORMATION_SCHEMA.ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY(TABLE_NAME =>
 * 'name'))}: one row for each refresh. The first one is the creation of the table.
 *
 * <p>Source: docs.snowflake.com, "ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY"
 * (/en/sql-reference/functions/iceberg_table_snapshot_refresh_history). In the stand-in,
 * METADATA_FILE_NAME is the file's full location, and SNAPSHOT_SUMMARY is text. The privilege that
 * it needs is not documented; the stand-in requires OWNERSHIP.
 */
final class RefreshHistory implements TableSource {
  private static final List<String> COLUMNS =
      List.of(
          "REFRESHED_ON",
          "METADATA_FILE_NAME",
          "SNAPSHOT_ID",
          "SEQUENCE_NUMBER",
          "ICEBERG_SCHEMA_ID",
          "QUERY_ID",
          "IS_CURRENT_SNAPSHOT",
          "SNAPSHOT_SUMMARY");

  private final IcebergTable table;

  RefreshHistory(IcebergTable table) {
    this.table = table;
  }

  /** Parses the function's name and arguments, which follow INFORMATION_SCHEMA. */
  static SourceReference parse(TokenStream in) {
    in.expect("ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY");
    in.expectSymbol("(");
    in.expect("TABLE_NAME");
    in.expectSymbol("=>");
    QualifiedName name = QualifiedName.parseString(in.string());
    in.expectSymbol(")");
    return context -> {
      ObjectName table = name.resolve(context.session());
      context.access().requireOwnership(Securable.table(table));
      return new RefreshHistory(context.account().requireTable(table));
    };
  }

  @Override
  public List<String> columns() {
    return COLUMNS;
  }

  @Override
  public List<String> unreadableColumns() {
    return List.of();
  }

  @Override
  public String sql(DataFiles files) {
    List<String> rows = new ArrayList<>();
    List<IcebergTable.Refresh> refreshes = table.history();
    for (int i = 0; i < refreshes.size(); i++) {
      rows.add(row(refreshes.get(i), i == refreshes.size() - 1));
    }
    String names = COLUMNS.stream().map(EngineSql::identifier).collect(Collectors.joining(", "));
    return "SELECT * FROM (VALUES " + String.join(", ", rows) + ") h(" + names + ")";
  }

  private static String row(IcebergTable.Refresh refresh, boolean current) {
    Snapshot snapshot = refresh.snapshot().metadata().currentSnapshot();
    return "(TIMESTAMPTZ %s, %s, CAST(%s AS BIGINT), CAST(%d AS BIGINT), %d, %s, %s, CAST(%s AS VARCHAR))"
        .formatted(
            EngineSql.literal(refresh.at().toString()),
            EngineSql.literal(refresh.snapshot().metadataLocation()),
            snapshot == null ? "NULL" : Long.toString(snapshot.snapshotId()),
            snapshot == null ? 0L : snapshot.sequenceNumber(),
            refresh.snapshot().metadata().currentSchemaId(),
            EngineSql.literal(refresh.queryId()),
            current,
            snapshot == null ? "NULL" : EngineSql.literal(Json.of(snapshot.summary())));
  }
}
