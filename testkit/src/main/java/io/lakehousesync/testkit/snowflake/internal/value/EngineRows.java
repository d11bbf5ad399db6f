package io.lakehousesync.testkit.snowflake.internal.value;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds the text of a query with which the engine (DuckDB) returns rows of the stand-in. */
public final class EngineRows {
  private EngineRows() {}

  /**
   * Returns a query for these rows.
   *
   * @param types the engine's types by column name, in order
   * @param rows the engine's literals, row by row
   */
  public static String sql(Map<String, String> types, List<List<String>> rows) {
    String columns =
        types.entrySet().stream()
            .map(
                column ->
                    "CAST(%1$s AS %2$s) AS %1$s"
                        .formatted(EngineSql.identifier(column.getKey()), column.getValue()))
            .collect(Collectors.joining(", "));
    String names =
        types.keySet().stream().map(EngineSql::identifier).collect(Collectors.joining(", "));
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
