package io.lakehousesync.examples.duckdb;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DuckDB's names of Iceberg's types. Structs and maps are not supported: their inner fields have
 * field ids too, but the query of a view maps only the field ids of columns.
 */
final class DuckDbTypes {
  private static final Pattern LIST = Pattern.compile("list<(.*)>");

  private DuckDbTypes() {}

  static Optional<String> of(String iceberg) {
    Matcher list = LIST.matcher(iceberg);
    if (list.matches()) {
      return of(list.group(1)).map(element -> element + "[]");
    }
    if (iceberg.startsWith("decimal(")) {
      return Optional.of(iceberg);
    }
    if (iceberg.startsWith("fixed[")) {
      return Optional.of("BLOB");
    }
    return switch (iceberg) {
      case "boolean", "float", "double", "date", "time", "timestamp", "uuid" ->
          Optional.of(iceberg.toUpperCase(Locale.ROOT));
      case "int" -> Optional.of("INTEGER");
      case "long" -> Optional.of("BIGINT");
      case "timestamptz" -> Optional.of("TIMESTAMPTZ");
      case "string" -> Optional.of("VARCHAR");
      case "binary" -> Optional.of("BLOB");
      default -> Optional.empty();
    };
  }
}
