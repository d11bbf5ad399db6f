package io.lakehousesync.snowflake.internal.sql;

/**
 * Quotes names and strings for Snowflake SQL. REFRESH and METADATA_FILE_PATH take no bind
 * variables, so quoting is the only way.
 */
public final class Literals {
  private Literals() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * Quotes a string. Snowflake interprets backslashes in string literals, so they are doubled as
   * well.
   */
  public static String string(String text) {
    return '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
  }
}
