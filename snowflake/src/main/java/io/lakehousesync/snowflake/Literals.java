package io.lakehousesync.snowflake;

/**
 * Writes names and strings into Snowflake SQL. REFRESH and METADATA_FILE_PATH take no bind
 * variable, so that this is the only way.
 */
final class Literals {
  private Literals() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Backslash escapes are live in Snowflake's string literals: both characters are doubled. */
  static String string(String text) {
    return '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
  }
}
