package io.lakehousesync.postgres;

import io.lakehousesync.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes names into SQL. No name that a caller supplied reaches a statement but through here. */
final class Sql {
  /** Our own schema, for checkpoints and queues. */
  static final String SCHEMA = "lakehouse_sync";

  private Sql() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String table(TableName name) {
    return identifier(name.schema()) + '.' + identifier(name.name());
  }

  static String columns(Collection<String> names) {
    return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
  }

  /** The columns as text, in which form keys travel. */
  static String asText(Collection<String> names) {
    return names.stream()
        .map(name -> identifier(name) + "::text")
        .collect(Collectors.joining(", "));
  }

  static String literal(String text) {
    // Safe with standard_conforming_strings, which is on unless somebody turned it off; E'' is safe
    // with both.
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** A point in time as ISO 8601 writes it, in UTC: whoever reads it may be anywhere. */
  static String instant(String expression) {
    return "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')".formatted(expression);
  }
}
