package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.verify.CatalogColumn;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.RowChecksum;
import io.lakehousesync.verify.RowHash;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads hashes of the Iceberg table's rows. A catalog can compute the same hashes. All reads are
 * inside the task's transaction, and so in one snapshot.
 *
 * <p>PostgreSQL must compute the hashes, because the results of DuckDB, pg_lake's query engine, may
 * differ. Therefore the statements read only columns without expressions from the Iceberg table.
 * pg_lake cannot push down a whole statement, because the statement also reads iceberg_tables.
 */
record IcebergRows(CopyTask task, CatalogText text, KeyOrder key) {
  private static final String ROWS =
      """
      WITH iceberg AS MATERIALIZED (
        SELECT {columns} FROM {iceberg} AS r WHERE {condition}
      ), committed AS MATERIALIZED (
        SELECT metadata_location FROM pg_catalog.iceberg_tables
        WHERE catalog_name = current_database()
          AND table_namespace IN ({schema}, quote_ident({schema})) AND table_name = {name}
      )
      """;

  /** The last row of each part. */
  private static final String ENDS =
      """
      SELECT k.* FROM (
        SELECT row_number() OVER (ORDER BY {order}) AS n, {key} FROM iceberg AS r
      ) AS k, committed
      WHERE n % {rows} = 0 ORDER BY n
      """;

  static IcebergRows of(CopyTask task) throws SQLException {
    CatalogText text = CatalogText.of(task.table(), task.columns());
    return new IcebergRows(
        task, text, KeyOrder.of(task, text.key().stream().map(CatalogColumn::name).toList()));
  }

  /** Returns a reader of the same rows that uses no key. It treats the whole table as one range. */
  IcebergRows asWhole() {
    return new IcebergRows(
        task, new CatalogText(text.columns(), List.of(), text.notes()), new KeyOrder(List.of()));
  }

  /**
   * Returns the metadata location of the newest snapshot that this transaction sees; empty if there
   * is no such Iceberg table.
   */
  Optional<MetadataLocation> committed() throws SQLException {
    return Queries.values(
            task.connection(), rows("false") + "SELECT metadata_location FROM committed")
        .stream()
        .map(MetadataLocation::new)
        .findFirst();
  }

  /** Returns the checksum of a range. */
  RowChecksum sum(KeyRange range) throws SQLException {
    String sql =
        rows(condition(range))
            + "SELECT count(*), coalesce(sum(%s), 0) FROM iceberg, committed"
                .formatted(text.hash());
    try (PreparedStatement statement = task.connection().prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      BigDecimal sum = row.getBigDecimal(2);
      return new RowChecksum(row.getLong(1), sum.toBigIntegerExact());
    }
  }

  /** Returns the rows of a range, each as its key and its hash. */
  List<RowHash> rowHashes(KeyRange range) throws SQLException {
    String sql =
        rows(condition(range))
            + "SELECT %s, %s FROM iceberg, committed".formatted(text.hash(), keyTexts());
    List<RowHash> hashes = new ArrayList<>();
    try (PreparedStatement statement = task.connection().prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        hashes.add(new RowHash(key(rows, 2), rows.getBigDecimal(1).toBigIntegerExact()));
      }
    }
    return hashes;
  }

  /** Returns how many rows have null in their key. No range contains these rows. */
  long withoutKey() throws SQLException {
    String condition = key.isEmpty() ? "false" : key.nullKeys().iceberg();
    return Long.parseLong(
        Queries.values(task.connection(), rows(condition) + "SELECT count(*) FROM iceberg").get(0));
  }

  /**
   * Divides the first {@code rows * parts} rows of a range.
   *
   * @param rows the number of rows of each part, except the last one
   * @param parts the maximum number of parts
   * @return the parts. If there are fewer parts than the maximum, the last part ends at the end of
   *     the range
   */
  List<KeyRange> split(KeyRange range, long rows, int parts) throws SQLException {
    if (key.isEmpty()) {
      return List.of(range);
    }
    String inOrder = " ORDER BY %s LIMIT %d".formatted(key.icebergOrder(), rows * parts);
    String sql =
        rows(text.key(), condition(range) + inOrder)
            + SqlTemplate.of(ENDS)
                .with("order", key.icebergOrder())
                .with("key", keyTexts())
                .with("rows", rows)
                .sql();
    List<KeyRange> ranges = new ArrayList<>();
    List<String> after = range.after();
    try (PreparedStatement statement = task.connection().prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        List<String> through = key(result, 2);
        if (!through.equals(after)) {
          ranges.add(new KeyRange(after, through));
          after = through;
        }
      }
    }
    if (ranges.size() < parts && (after.isEmpty() || !after.equals(range.through()))) {
      ranges.add(new KeyRange(after, range.through()));
    }
    return ranges;
  }

  private List<String> key(ResultSet row, int first) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < text.key().size(); i++) {
      values.add(row.getString(first + i));
    }
    return values;
  }

  private String keyTexts() {
    return text.key().stream().map(CatalogText::value).collect(Collectors.joining(", "));
  }

  private String condition(KeyRange range) {
    return key.isEmpty() ? "true" : key.range(range).iceberg();
  }

  private String rows(String condition) {
    return rows(text.columns(), condition);
  }

  private String rows(List<CatalogColumn> columns, String condition) {
    return SqlTemplate.of(ROWS)
        .with("columns", Sql.columns(columns.stream().map(CatalogColumn::name).toList()))
        .with("iceberg", Sql.table(task.table().target()))
        .with("condition", condition)
        .with("schema", Sql.literal(task.table().target().schema()))
        .with("name", Sql.literal(task.table().target().name()))
        .sql();
  }
}
