package io.lakehousesync.snowflake.internal.sql;

/**
 * Quotes names and strings for Snowflake SQL. REFRESH and METADATA_FILE_PATH take no bind
 * variables, so the text of the statement must contain the quoted values.
 */
public final class Literals {
  private Literals() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * Quotes a string. Snowflake interprets backslashes in string literals, so backslashes are
   * doubled, like quotes.
   */
  public static String string(String text) {
    return '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
  }
}
