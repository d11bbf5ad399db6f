package io.lakehousesync.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How much one transaction copies: at most so many rows, and of those about so many bytes, as
 * PostgreSQL stores them. The first row always goes, however large it is.
 */
record BatchSize(int rows, long bytes) {
  /** The column of {@link #end}'s candidates that holds the row's size. */
  static final String BYTES = "lakehouse_sync_bytes";

  /**
   * The last row of a batch.
   *
   * @param position its values in the columns that order the candidates, as text
   * @param rows how many rows the batch has, up to this one
   */
  record End(List<String> position, int rows) {}

  /** The size of a row's columns. Values that are stored out of line are measured, not read. */
  static String bytesOf(List<String> columns) {
    return columns.stream()
        .map(name -> "coalesce(pg_column_size(%s), 0)::bigint".formatted(Sql.identifier(name)))
        .collect(Collectors.joining(" + ", "(", ") AS " + BYTES));
  }

  /**
   * The row at which a batch ends, because it is full or the next one would make it too large;
   * empty if all candidates fit. PostgreSQL sums up only as far as that row, and the task takes the
   * sum.
   *
   * @param position the columns that order the candidates; without any, whichever order they come
   *     in is the batch's
   * @param candidates a query for these columns and {@link #BYTES}, in that order, of at most
   *     {@link #rows} rows; a size may be null
   */
  Optional<End> end(CopyTask task, List<String> position, String candidates) throws SQLException {
    String order = position.isEmpty() ? "" : "ORDER BY " + Sql.columns(position);
    List<String> values = new ArrayList<>(List.of("lakehouse_sync_row"));
    // Under names of their own: ORDER BY would mean the text.
    for (String name : position) {
      values.add("%s::text AS lakehouse_sync_%d".formatted(Sql.identifier(name), values.size()));
    }
    String sql =
        """
        SELECT %1$s, lakehouse_sync_sum,
               lakehouse_sync_row = %5$d OR coalesce(lakehouse_sync_with_next > %6$d, false)
        FROM (
          SELECT c.*,
                 row_number() OVER so_far AS lakehouse_sync_row,
                 coalesce(sum(%2$s) OVER so_far, 0) AS lakehouse_sync_sum,
                 coalesce(sum(%2$s) OVER so_far, 0) + lead(%2$s) OVER so_far AS lakehouse_sync_with_next,
                 lead(1) OVER so_far IS NULL AS lakehouse_sync_last
          FROM (%3$s) AS c
          WINDOW so_far AS (%4$s ROWS UNBOUNDED PRECEDING)
        ) AS page
        WHERE lakehouse_sync_row = %5$d OR lakehouse_sync_with_next > %6$d OR lakehouse_sync_last
        %4$s LIMIT 1
        """
            .formatted(String.join(", ", values), BYTES, candidates, order, rows, bytes);
    try (Statement statement = task.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) {
        return Optional.empty();
      }
      task.measured().add(row.getLong(position.size() + 2));
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
