package io.lakehousesync.testkit.pglake.internal.rows;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Builds a condition that is true for every row of a set. A search for these rows can skip files in
 * which no row meets the condition.
 */
public final class FileSkippingFilter {
  /** The maximum number of values that Iceberg compares with a file's bounds. */
  private static final int MAX_VALUES = 200;

  private static final int MAX_COLUMNS = 8;

  private FileSkippingFilter() {}

  public static Expression of(RowMultiset rows, Schema schema) {
    Expression filter = Expressions.alwaysTrue();
    List<Types.NestedField> columns = schema.columns();
    for (int i = 0; i < Math.min(MAX_COLUMNS, columns.size()); i++) {
      if (isComparable(columns.get(i))) {
        filter = Expressions.and(filter, oneOf(columns.get(i).name(), values(rows, i)));
      }
    }
    return filter;
  }

  /**
   * Returns whether values of a column can be compared with a file's bounds. UUIDs cannot be
   * compared, because Iceberg compares UUIDs as signed numbers, but computes the bounds in another
   * order.
   */
  private static boolean isComparable(Types.NestedField field) {
    return switch (field.type().typeId()) {
      case INTEGER, LONG, STRING, DECIMAL -> true;
      default -> false;
    };
  }

  private static Set<@Nullable Object> values(RowMultiset rows, int column) {
    Set<@Nullable Object> values = new HashSet<>();
    for (List<@Nullable Object> row : rows.rows()) {
      values.add(row.get(column));
      if (values.size() > MAX_VALUES) {
        break;
      }
    }
    return values;
  }

  private static Expression oneOf(String column, Set<@Nullable Object> values) {
    if (values.size() > MAX_VALUES || values.contains(null)) {
      return Expressions.alwaysTrue();
    }
    return Expressions.in(column, values.toArray());
  }
}
