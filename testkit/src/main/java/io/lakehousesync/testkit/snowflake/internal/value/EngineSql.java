package io.lakehousesync.testkit.snowflake.internal.value;

/** Quotes identifiers and literals for the engine (DuckDB). */
public final class EngineSql {
  private EngineSql() {}

  public static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  public static String literal(Object value) {
    return "'" + value.toString().replace("'", "''") + "'";
  }
}
