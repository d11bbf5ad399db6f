package io.lakehousesync.table;

import io.lakehousesync.text.Printable;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column of the Iceberg table whose value is an SQL expression on the columns of the heap table.
 * Immutable. Made by {@link SyncTable#column}.
 */
public final class ComputedColumn {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("text", "text"),
          Map.entry("varchar", "text"),
          Map.entry("boolean", "boolean"),
          Map.entry("bool", "boolean"),
          Map.entry("smallint", "smallint"),
          Map.entry("int2", "smallint"),
          Map.entry("integer", "integer"),
          Map.entry("int", "integer"),
          Map.entry("int4", "integer"),
          Map.entry("bigint", "bigint"),
          Map.entry("int8", "bigint"),
          Map.entry("real", "real"),
          Map.entry("float4", "real"),
          Map.entry("double precision", "double precision"),
          Map.entry("float8", "double precision"),
          Map.entry("date", "date"),
          Map.entry("timestamp", "timestamp without time zone"),
          Map.entry("timestamp without time zone", "timestamp without time zone"),
          Map.entry("timestamptz", "timestamp with time zone"),
          Map.entry("timestamp with time zone", "timestamp with time zone"),
          Map.entry("uuid", "uuid"),
          Map.entry("bytea", "bytea"),
          Map.entry("jsonb", "jsonb"));

  private static final Pattern NUMERIC =
      Pattern.compile("(?:numeric|decimal)\\s*\\(\\s*(\\d{1,2})\\s*(?:,\\s*(\\d{1,2})\\s*)?\\)");

  private static final int MOST_DIGITS = 38;

  private final String name;
  private final String expression;
  private final String type;

  ComputedColumn(TableName table, String name, String expression, String type) {
    this.name = Objects.requireNonNull(name, "name");
    this.expression = Objects.requireNonNull(expression, "expression").strip();
    if (name.isBlank() || name.startsWith("lakehouse_sync_")) {
      throw new IllegalArgumentException(
          "table %s cannot have a column with the name '%s'".formatted(table, name));
    }
    String what = "the expression of column %s of table %s".formatted(name, table);
    ExpressionText.require(what, this.expression);
    this.type = canonical(what, type);
  }

  private static String canonical(String what, String type) {
    String words = type.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    Matcher numeric = NUMERIC.matcher(words);
    if (numeric.matches()) {
      int digits = Integer.parseInt(numeric.group(1));
      int scale = numeric.group(2) == null ? 0 : Integer.parseInt(numeric.group(2));
      if (digits >= 1 && digits <= MOST_DIGITS && scale <= digits) {
        return "numeric(%d,%d)".formatted(digits, scale);
      }
    }
    String known = TYPES.get(words);
    if (known == null) {
      throw new IllegalArgumentException(
          "%s has the type '%s'. It must be numeric(precision, scale) with at most %d digits, or one of %s"
              .formatted(
                  what,
                  type,
                  MOST_DIGITS,
                  String.join(", ", TYPES.values().stream().distinct().sorted().toList())));
    }
    return known;
  }

  /** Returns the name of the column in the Iceberg table. */
  public String name() {
    return name;
  }

  /** Returns the expression on the columns of the heap table. */
  public String expression() {
    return expression;
  }

  /** Returns the type of the column, as PostgreSQL writes it. */
  public String type() {
    return type;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ComputedColumn column
            && name.equals(column.name)
            && expression.equals(column.expression)
            && type.equals(column.type));
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, expression, type);
  }

  /** Returns the name, the type and the expression for a log line. */
  @Override
  public String toString() {
    return Printable.escape("%s %s = %s".formatted(name, type, expression));
  }
}
