package io.lakehousesync.postgres.internal.sql;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * A condition on the rows of a table, which statements name {@code r}, for both tables.
 *
 * @param heap the condition for the heap table
 * @param iceberg the same for the Iceberg table
 * @param parameters the values of the question marks in each of them
 */
public record RowFilter(String heap, String iceberg, List<Array> parameters) {
  /** All rows. */
  public static final RowFilter ALL = new RowFilter("true", "true", List.of());

  /** Returns a filter that requires all conditions. */
  public static RowFilter of(List<String> heap, List<String> iceberg) {
    return new RowFilter(and(heap), and(iceberg), List.of());
  }

  private static String and(List<String> conditions) {
    return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
  }

  /** Sets the parameters of one condition. Returns the index after the last one. */
  public int bind(PreparedStatement statement, int first) throws SQLException {
    int index = first;
    for (Array parameter : parameters) {
      statement.setArray(index++, parameter);
    }
    return index;
  }
}
