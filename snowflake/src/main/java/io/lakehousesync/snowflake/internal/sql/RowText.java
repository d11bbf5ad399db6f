package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.verify.CatalogColumn;
import io.lakehousesync.verify.CatalogColumn.Kind;
import io.lakehousesync.verify.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Builds SQL with which Snowflake converts rows to text, in the form that {@link
 * io.lakehousesync.verify.CatalogReader} defines. No session parameter affects the text: formats
 * are explicit, and times with a zone are converted to UTC. The columns have their names in
 * Snowflake; see {@link ColumnNames}.
 *
 * <p>Sources on docs.snowflake.com, below /en/sql-reference/functions: md5_number_lower64, to_char,
 * convert_timezone, hex_encode, replace. A NUMBER becomes text with all digits of its scale.
 */
public final class RowText {
  private RowText() {}

  /** Returns the text of a row, as an argument of MD5_NUMBER_LOWER64. */
  public static TypedTemplate.Clause row(List<CatalogColumn> columns) {
    return new TypedTemplate.Clause(
        columns.stream().map(RowText::inRow).collect(Collectors.joining(" || ',' || ")));
  }

  private static String inRow(CatalogColumn column) {
    String value = value(column);
    if (column.kind() == Kind.TEXT) {
      value = "'\"' || REPLACE(%s, '\"', '\"\"') || '\"'".formatted(value);
    } else if (column.kind() == Kind.BOOLEAN) {
      value = "CASE WHEN %s IS NOT NULL THEN %s END".formatted(name(column), value);
    }
    return "COALESCE(%s, '')".formatted(value);
  }

  private static String value(CatalogColumn column) {
    String name = name(column);
    return switch (column.kind()) {
      case WHOLE, DECIMAL -> "CAST(%s AS VARCHAR)".formatted(name);
      case TEXT -> name;
      case BOOLEAN -> "CASE WHEN %s THEN 't' ELSE 'f' END".formatted(name);
      case DATE -> "TO_VARCHAR(%s, 'YYYY-MM-DD')".formatted(name);
      case TIME -> "TO_VARCHAR(%s, 'HH24:MI:SS.FF6')".formatted(name);
      case TIMESTAMP -> "TO_VARCHAR(%s, 'YYYY-MM-DD HH24:MI:SS.FF6')".formatted(name);
      case TIMESTAMP_UTC ->
          "TO_VARCHAR(CONVERT_TIMEZONE('UTC', %s), 'YYYY-MM-DD HH24:MI:SS.FF6')".formatted(name);
      case UUID -> "LOWER(CAST(%s AS VARCHAR))".formatted(name);
      case BINARY -> "HEX_ENCODE(%s)".formatted(name);
    };
  }

  private static String name(CatalogColumn column) {
    return Literals.identifier(column.name());
  }

  /** Returns the values of the key, named K0, K1, …. */
  public static TypedTemplate.Clause key(List<CatalogColumn> key) {
    List<String> values = new ArrayList<>();
    for (CatalogColumn column : key) {
      values.add("%s AS K%d".formatted(value(column), values.size()));
    }
    return new TypedTemplate.Clause(String.join(", ", values));
  }

  /** Returns the condition for the rows of a range. Rows with null in their key are in no range. */
  public static TypedTemplate.Clause condition(List<CatalogColumn> key, KeyRange range) {
    List<String> conditions = new ArrayList<>();
    key.forEach(column -> conditions.add(name(column) + " IS NOT NULL"));
    if (!range.after().isEmpty()) {
      conditions.add(bound(key, ">", ">", range.after()));
    }
    if (!range.through().isEmpty()) {
      conditions.add(bound(key, "<", "<=", range.through()));
    }
    return new TypedTemplate.Clause(
        conditions.isEmpty() ? "TRUE" : String.join(" AND ", conditions));
  }

  /**
   * Returns the SQL condition that compares the key with a bound. If the key has several columns,
   * the first column that differs decides.
   */
  private static String bound(
      List<CatalogColumn> key, String strict, String last, List<String> values) {
    List<String> ways = new ArrayList<>();
    StringBuilder equal = new StringBuilder();
    for (int i = 0; i < key.size(); i++) {
      CatalogColumn column = key.get(i);
      String ordered = isOrdered(column) ? name(column) : value(column);
      String literal = literal(column, values.get(i));
      String operator = i == key.size() - 1 ? last : strict;
      ways.add("%s%s %s %s".formatted(equal, ordered, operator, literal));
      equal.append("%s = %s AND ".formatted(ordered, literal));
    }
    return ways.stream().collect(Collectors.joining(") OR (", "((", "))"));
  }

  /**
   * Returns whether Snowflake sorts the values of the column in the order of the key ranges. If so,
   * the condition compares the column itself, and Snowflake can skip files. Otherwise, the
   * condition compares the text of the column.
   */
  private static boolean isOrdered(CatalogColumn column) {
    return column.kind() == Kind.WHOLE
        || column.kind() == Kind.DECIMAL
        || column.kind() == Kind.TEXT;
  }

  private static String literal(CatalogColumn column, String value) {
    return column.kind() == Kind.WHOLE || column.kind() == Kind.DECIMAL
        ? new java.math.BigDecimal(value).toPlainString()
        : Literals.string(value);
  }
}
