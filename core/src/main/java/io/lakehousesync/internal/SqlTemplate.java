package io.lakehousesync.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SQL statement with named placeholders, called places, such as {@code SELECT {columns} FROM
 * {heap}}. The value of a place is SQL: the caller quotes names and literals with the class of its
 * dialect. A place can occur in the statement several times. Immutable.
 */
public final class SqlTemplate {
  private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]\\w*)}");
  private static final Pattern TYPED_PLACE = Pattern.compile("\\{([^{}]+)}");

  private final String template;
  private final Map<String, String> values;

  private SqlTemplate(String template, Map<String, String> values) {
    this.template = template;
    this.values = values;
  }

  /** Returns a template without values. */
  public static SqlTemplate of(String template) {
    return new SqlTemplate(Objects.requireNonNull(template, "template"), Map.of());
  }

  /**
   * Returns a copy of this template with a value for a place.
   *
   * @param place the name of the place, without braces
   * @param sql the SQL for the place. Braces in this SQL are not places
   * @throws IllegalArgumentException if the template has no such place, or the place already has a
   *     value
   */
  public SqlTemplate with(String place, String sql) {
    if (!template.contains("{" + place + "}")) {
      throw new IllegalArgumentException("no place {%s} in: %s".formatted(place, template));
    }
    Map<String, String> more = new LinkedHashMap<>(values);
    if (more.put(place, Objects.requireNonNull(sql, place)) != null) {
      throw new IllegalArgumentException("two values for {%s} in: %s".formatted(place, template));
    }
    return new SqlTemplate(template, more);
  }

  /** Returns a copy of this template with a number for a place. */
  public SqlTemplate with(String place, long number) {
    return with(place, Long.toString(number));
  }

  /**
   * Returns the statement.
   *
   * @throws IllegalStateException if a place has no value
   */
  public String sql() {
    return PLACE
        .matcher(template)
        .replaceAll(
            place -> {
              String value = values.get(place.group(1));
              if (value == null) {
                throw new IllegalStateException(
                    "no value for %s in: %s".formatted(place.group(), template));
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /**
   * Returns the statement that results if the places of a template are filled with the values, in
   * order. The dialect writes each value as SQL.
   *
   * @param values as many values as the template has places
   * @param dialect writes a value as SQL; its first argument is the text between the braces of the
   *     place
   * @throws IllegalArgumentException if there are more or fewer values than places
   */
  public static String fill(
      String template, List<?> values, BiFunction<String, Object, String> dialect) {
    Iterator<?> left = values.iterator();
    String sql =
        TYPED_PLACE
            .matcher(template)
            .replaceAll(
                place -> {
                  if (!left.hasNext()) {
                    throw new IllegalArgumentException("no value for " + place.group());
                  }
                  return Matcher.quoteReplacement(dialect.apply(place.group(1), left.next()));
                });
    if (left.hasNext()) {
      throw new IllegalArgumentException("one value too many: " + left.next());
    }
    return sql;
  }

  /** Returns the template, without its values. */
  @Override
  public String toString() {
    return template;
  }
}
