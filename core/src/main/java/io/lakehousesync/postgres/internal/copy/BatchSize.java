package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The size of one batch. A batch has at least one row, even if this row exceeds {@code bytes}.
 *
 * @param rows the maximum number of rows
 * @param bytes the approximate maximum size of the rows in bytes, as PostgreSQL stores them
 */
public record BatchSize(int rows, long bytes) {
  /** The column that holds a row's size in the candidates of {@link #end}. */
  public static final String BYTES = "lakehouse_sync_bytes";

  private static final int MOST_KEYS = 100_000;

  private static final String LAST_ROW =
      """
      SELECT {values}, lakehouse_sync_sum,
             lakehouse_sync_row = {rows} OR coalesce(lakehouse_sync_with_next > {limit}, false)
      FROM (
        SELECT c.*,
               row_number() OVER so_far AS lakehouse_sync_row,
               coalesce(sum({bytes}) OVER so_far, 0) AS lakehouse_sync_sum,
               coalesce(sum({bytes}) OVER so_far, 0) + lead({bytes}) OVER so_far AS lakehouse_sync_with_next,
               lead(1) OVER so_far IS NULL AS lakehouse_sync_last
        FROM ({candidates}) AS c
        WINDOW so_far AS ({order} ROWS UNBOUNDED PRECEDING)
      ) AS page
      WHERE lakehouse_sync_row = {rows} OR lakehouse_sync_with_next > {limit} OR lakehouse_sync_last
      {order} LIMIT 1
      """;

  /**
   * The last row of a batch.
   *
   * @param position the row's values in the columns that order the candidates, as text
   * @param rows the number of rows in the batch
   */
  public record End(List<String> position, int rows) {}

  /** Returns how many keys the host may hold in memory at once. */
  public int keys() {
    return Math.min(rows, MOST_KEYS);
  }

  /** Returns the same size with at most this number of rows. */
  public BatchSize atMost(int most) {
    return new BatchSize(Math.min(rows, most), bytes);
  }

  /**
   * Returns an expression for a row's size, with the alias {@link #BYTES}. The expression does not
   * read TOASTed values.
   */
  public static String bytesOf(List<String> columns) {
    if (columns.isEmpty()) {
      return "0::bigint AS " + BYTES;
    }
    return columns.stream()
        .map(name -> "coalesce(pg_column_size(%s), 0)::bigint".formatted(Sql.identifier(name)))
        .collect(Collectors.joining(" + ", "(", ") AS " + BYTES));
  }

  /** Returns the text of a value. The column may belong to the queue instead of the heap table. */
  private static String text(CopyTask task, String name) {
    return task.columns().heap().containsKey(name)
        ? task.columns().texts(List.of(name))
        : Sql.identifier(name) + "::text";
  }

  /**
   * Returns the last row of the batch; empty if all candidates fit. PostgreSQL reads no further
   * than this row. Adds the batch's rows to {@link CopyTask#measured}.
   *
   * @param position the columns that order the candidates; if there are none, the order of the
   *     candidates is arbitrary
   * @param candidates a query that returns at most {@link #rows} rows. Its columns are the columns
   *     of {@code position}, and then {@link #BYTES}, which may be null
   */
  public Optional<End> end(CopyTask task, List<String> position, String candidates)
      throws SQLException {
    String order = position.isEmpty() ? "" : "ORDER BY " + Sql.columns(position);
    List<String> values = new ArrayList<>(List.of("lakehouse_sync_row"));
    // The aliases differ from the columns' names. Otherwise ORDER BY would sort by the values as
    // text.
    for (String name : position) {
      values.add("%s AS lakehouse_sync_%d".formatted(text(task, name), values.size()));
    }
    String sql =
        SqlTemplate.of(LAST_ROW)
            .with("values", String.join(", ", values))
            .with("bytes", BYTES)
            .with("candidates", candidates)
            .with("order", order)
            .with("rows", rows)
            .with("limit", bytes)
            .sql();
    try (Statement statement = task.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) {
        return Optional.empty();
      }
      task.measured().add(row.getLong(1), row.getLong(position.size() + 2));
      if (!row.getBoolean(position.size() + 3)) {
        return Optional.empty();
      }
      List<String> found = new ArrayList<>();
      for (int i = 1; i <= position.size(); i++) {
        found.add(row.getString(i + 1));
      }
      return Optional.of(new End(found, row.getInt(1)));
    }
  }
}
