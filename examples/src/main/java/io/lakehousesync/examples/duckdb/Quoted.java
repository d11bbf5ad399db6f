package io.lakehousesync.examples.duckdb;

/** Names and texts in DuckDB's SQL. */
final class Quoted {
  private Quoted() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
