package io.lakehousesync.testkit.snowflake;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes rows that the stand-in holds itself as a query of the engine. */
final class EngineRows {
  private EngineRows() {}

  /**
   * A query for these rows.
   *
   * @param types the engine's types by the names of the columns, in order
   * @param rows the engine's literals, row by row
   */
  static String sql(Map<String, String> types, List<List<String>> rows) {
    String columns =
        types.entrySet().stream()
            .map(
                column ->
                    "CAST(%1$s AS %2$s) AS %1$s"
                        .formatted(DuckDb.identifier(column.getKey()), column.getValue()))
            .collect(Collectors.joining(", "));
    String names =
        types.keySet().stream().map(DuckDb::identifier).collect(Collectors.joining(", "));
    List<List<String>> values =
        rows.isEmpty() ? List.of(Collections.nCopies(types.size(), "NULL")) : rows;
    return "SELECT %s FROM (VALUES %s) r(%s)%s"
        .formatted(
            columns,
            values.stream()
                .map(row -> "(" + String.join(", ", row) + ")")
                .collect(Collectors.joining(", ")),
            names,
            rows.isEmpty() ? " WHERE FALSE" : "");
  }
}
