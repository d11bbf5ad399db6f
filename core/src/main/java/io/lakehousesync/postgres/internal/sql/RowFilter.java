package io.lakehousesync.postgres.internal.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * A condition on rows, in one form for the heap table and one form for the Iceberg table. The alias
 * of the row is {@code r} in both forms.
 *
 * @param heap the condition for the heap table
 * @param iceberg the same condition for the Iceberg table
 * @param parameters arrays of keys for the question marks; each form contains all the question
 *     marks
 */
public record RowFilter(String heap, String iceberg, List<List<String>> parameters) {
  /** All rows. */
  public static final RowFilter ALL = new RowFilter("true", "true", List.of());

  /** Returns a filter for the rows that meet all conditions. */
  public static RowFilter of(List<String> heap, List<String> iceberg) {
    return new RowFilter(and(heap), and(iceberg), List.of());
  }

  private static String and(List<String> conditions) {
    return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
  }

  /** Sets the parameters of one form. Returns the index of the next parameter of the statement. */
  public int bind(PreparedStatement statement, int first) throws SQLException {
    int index = first;
    for (List<String> parameter : parameters) {
      KeyArrays.bind(statement, index++, parameter);
    }
    return index;
  }
}
