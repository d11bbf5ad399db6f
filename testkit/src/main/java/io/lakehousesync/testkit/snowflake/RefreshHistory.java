package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;

/**
 * {@code TABLE([database.]INFORMATION_SCHEMA.ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY(TABLE_NAME =>
 * 'name'))}, one row for each refresh, the creation included.
 *
 * <p>Source: docs.snowflake.com, "ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY"
 * (/en/sql-reference/functions/iceberg_table_snapshot_refresh_history). METADATA_FILE_NAME is the
 * file's whole location here, and SNAPSHOT_SUMMARY is text. Which privilege it needs is not
 * documented: here it is OWNERSHIP.
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

  /** Takes the function's name and arguments, which follow INFORMATION_SCHEMA. */
  static SourceReference parse(TokenStream in) {
    in.expect("ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY");
    in.expectSymbol("(");
    in.expect("TABLE_NAME");
    in.expectSymbol("=>");
    QualifiedName name = QualifiedName.parseString(in.string());
    in.expectSymbol(")");
    return context -> {
      TableName table = name.table(context.session());
      context.access().requireOwnership(Securable.table(table));
      return new RefreshHistory(context.catalog().requireTable(table));
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
    String names = COLUMNS.stream().map(DuckDb::identifier).collect(Collectors.joining(", "));
    return "SELECT * FROM (VALUES " + String.join(", ", rows) + ") h(" + names + ")";
  }

  private static String row(IcebergTable.Refresh refresh, boolean current) {
    Snapshot snapshot = refresh.snapshot().metadata().currentSnapshot();
    return "(TIMESTAMPTZ %s, %s, CAST(%s AS BIGINT), CAST(%d AS BIGINT), %d, %s, %s, CAST(%s AS VARCHAR))"
        .formatted(
            DuckDb.literal(refresh.at().toString()),
            DuckDb.literal(refresh.snapshot().metadataLocation()),
            snapshot == null ? "NULL" : Long.toString(snapshot.snapshotId()),
            snapshot == null ? 0L : snapshot.sequenceNumber(),
            refresh.snapshot().metadata().currentSchemaId(),
            DuckDb.literal(refresh.queryId()),
            current,
            snapshot == null ? "NULL" : DuckDb.literal(Json.of(snapshot.summary())));
  }
}
