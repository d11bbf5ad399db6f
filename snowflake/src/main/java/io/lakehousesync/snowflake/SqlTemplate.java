package io.lakehousesync.snowflake;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts values into the places of a statement, quoted by their type. */
final class SqlTemplate {
  /** Text that is SQL already. */
  record Clause(String sql) {
    static final Clause NONE = new Clause("");
  }

  private static final Pattern PLACE = Pattern.compile("\\{([^}]*)}");

  private SqlTemplate() {}

  /**
   * The template with its values, in its order: a {@link SnowflakeName} becomes a quoted name, a
   * {@link String} a string literal, a collection of them a list, a number itself, and a {@link
   * Clause} its text.
   *
   * @throws IllegalArgumentException if values are missing, too many or of another type
   */
  static String fill(String template, List<Object> values) {
    Iterator<Object> left = values.iterator();
    String sql =
        PLACE
            .matcher(template)
            .replaceAll(
                place -> {
                  if (!left.hasNext()) {
                    throw new IllegalArgumentException("no value for " + place.group());
                  }
                  Object value = left.next();
                  boolean asString = place.group(1).startsWith("'");
                  return Matcher.quoteReplacement(
                      asString && value instanceof SnowflakeName name
                          ? Literals.string(name.sql())
                          : literal(value));
                });
    if (left.hasNext()) {
      throw new IllegalArgumentException("one value too many: " + left.next());
    }
    return sql;
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
      return list.stream().map(SqlTemplate::literal).collect(Collectors.joining(", ", "(", ")"));
    }
    throw new IllegalArgumentException("no literal for " + value.getClass());
  }
}
