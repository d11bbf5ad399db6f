package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.internal.SqlTemplate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Replaces the placeholders of a statement with values. The type of a value decides how the value
 * is quoted.
 */
public final class TypedTemplate {
  /** Text that is SQL already. */
  public record Clause(String sql) {
    public static final Clause NONE = new Clause("");
  }

  private TypedTemplate() {}

  /**
   * Replaces the placeholders in order. A {@link SnowflakeName} becomes a quoted name, a {@link
   * String} becomes a string literal, and a collection becomes a list. A number and the text of a
   * {@link Clause} are inserted unchanged.
   *
   * @throws IllegalArgumentException if values are missing, too many or of another type
   */
  static String fill(String template, List<Object> values) {
    return SqlTemplate.fill(template, values, TypedTemplate::sql);
  }

  /** A placeholder such as {@code {'table'}} is replaced by a name as a string literal. */
  private static String sql(String place, Object value) {
    return place.startsWith("'") && value instanceof SnowflakeName name
        ? Literals.string(name.sql())
        : literal(value);
  }

  private static String literal(Object value) {
    if (value instanceof SnowflakeName name) {
      return name.sql();
    }
    if (value instanceof String text) {
      return Literals.string(text);
    }
    if (value instanceof Integer || value instanceof Long) {
      return value.toString();
    }
    if (value instanceof Clause clause) {
      return clause.sql();
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(TypedTemplate::literal).collect(Collectors.joining(", ", "(", ")"));
    }
    throw new IllegalArgumentException("no literal for " + value.getClass());
  }
}
