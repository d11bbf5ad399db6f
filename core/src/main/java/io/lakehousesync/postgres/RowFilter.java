package io.lakehousesync.postgres;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Which rows are looked at, as a condition on {@code r} for each of the two tables.
 *
 * @param heap the condition for the heap table
 * @param iceberg the same for the Iceberg table
 * @param parameters the values of the question marks in each of them
 */
record RowFilter(String heap, String iceberg, List<Array> parameters) {
  static final RowFilter ALL = new RowFilter("true", "true", List.of());

  /** All conditions together. */
  static RowFilter of(List<String> heap, List<String> iceberg) {
    return new RowFilter(and(heap), and(iceberg), List.of());
  }

  private static String and(List<String> conditions) {
    return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
  }

  /** Sets the values of one condition, and returns the index that follows. */
  int bind(PreparedStatement statement, int first) throws SQLException {
    int index = first;
    for (Array parameter : parameters) {
      statement.setArray(index++, parameter);
    }
    return index;
  }
}
