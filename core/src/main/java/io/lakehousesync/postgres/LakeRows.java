package io.lakehousesync.postgres;

import io.lakehousesync.CatalogColumn;
import io.lakehousesync.KeyRange;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.RowPrint;
import io.lakehousesync.RowSum;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows of the Iceberg table as numbers that a catalog can make of its rows too, inside of the
 * task's transaction and so in one snapshot.
 *
 * <p>Only bare columns are read from the Iceberg table. What is made of them is kept from pg_lake,
 * which might push it down and get other results: each statement reads iceberg_tables too, which
 * DuckDB cannot.
 */
record LakeRows(CopyTask task, CatalogText text, KeyOrder key) {
  private static final String LAKE =
      """
      WITH lake AS MATERIALIZED (
        SELECT %s FROM %s AS r WHERE %s
      ), committed AS MATERIALIZED (
        SELECT metadata_location FROM iceberg_tables
        WHERE catalog_name = current_database()
          AND table_namespace IN (%s, quote_ident(%4$s)) AND table_name = %s
      )
      """;

  static LakeRows of(CopyTask task) throws SQLException {
    CatalogText text = CatalogText.of(task.table(), task.columns());
    return new LakeRows(
        task, text, KeyOrder.of(task, text.key().stream().map(CatalogColumn::name).toList()));
  }

  /** The newest snapshot in the eyes of this transaction; empty if there is no such table. */
  Optional<MetadataLocation> committed() throws SQLException {
    return Query.strings(task, lake("false") + "SELECT metadata_location FROM committed").stream()
        .map(MetadataLocation::new)
        .findFirst();
  }

  RowSum sum(KeyRange range) throws SQLException {
    String sql =
        lake(condition(range))
            + "SELECT count(*), coalesce(sum(%s), 0) FROM lake, committed".formatted(text.number());
    try (PreparedStatement statement = task.connection().prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      BigDecimal sum = row.getBigDecimal(2);
      return new RowSum(row.getLong(1), sum.toBigIntegerExact());
    }
  }

  List<RowPrint> prints(KeyRange range) throws SQLException {
    String sql =
        lake(condition(range))
            + "SELECT %s, %s FROM lake, committed".formatted(text.number(), keyTexts());
    List<RowPrint> prints = new ArrayList<>();
    try (PreparedStatement statement = task.connection().prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        prints.add(new RowPrint(key(rows, 2), rows.getBigDecimal(1).toBigIntegerExact()));
      }
    }
    return prints;
  }

  /** How many rows have null in their key, and so are in no range. */
  long withoutKey() throws SQLException {
    String condition = key.isEmpty() ? "false" : key.nullKeys().iceberg();
    return Long.parseLong(
        Query.strings(task, lake(condition) + "SELECT count(*) FROM lake").get(0));
  }

  /**
   * Divides the beginning of a range.
   *
   * @param rows how many rows each part has, but for the last
   * @param parts how many parts are made at most
   * @return the parts, which reach the end of the range if there are fewer than that
   */
  List<KeyRange> split(KeyRange range, long rows, int parts) throws SQLException {
    if (key.isEmpty()) {
      return List.of(range);
    }
    String inOrder = " ORDER BY %s LIMIT %d".formatted(key.icebergOrder(), rows * parts);
    String sql =
        lake(text.key(), condition(range) + inOrder)
            + """
            SELECT k.* FROM (
              SELECT row_number() OVER (ORDER BY %s) AS n, %s FROM lake AS r
            ) AS k, committed
            WHERE n %% %d = 0 ORDER BY n
            """
                .formatted(key.icebergOrder(), keyTexts(), rows);
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

  private String lake(String condition) {
    return lake(text.columns(), condition);
  }

  private String lake(List<CatalogColumn> columns, String condition) {
    return LAKE.formatted(
        Sql.columns(columns.stream().map(CatalogColumn::name).toList()),
        Sql.table(task.table().target()),
        condition,
        Sql.literal(task.table().target().schema()),
        Sql.literal(task.table().target().name()));
  }
}
