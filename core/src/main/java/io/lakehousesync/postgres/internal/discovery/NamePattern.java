package io.lakehousesync.postgres.internal.discovery;

import io.lakehousesync.table.TableName;

/** Patterns of table names as regular expressions of PostgreSQL. */
public final class NamePattern {
  private NamePattern() {}

  /**
   * Returns the expression for {@code schema.table}. An asterisk stands for any characters, and a
   * pattern without a dot is in the default schema.
   *
   * @throws IllegalArgumentException if a part is empty
   */
  public static String regex(String pattern) {
    String whole = pattern.contains(".") ? pattern : TableName.DEFAULT_SCHEMA + "." + pattern;
    if (whole.startsWith(".") || whole.endsWith(".")) {
      throw new IllegalArgumentException(
          "'%s' is not a pattern of table names: write schema.table, with * for any characters"
              .formatted(pattern));
    }
    StringBuilder regex = new StringBuilder("^");
    whole
        .codePoints()
        .forEach(
            c -> {
              if (c == '*') {
                regex.append(".*");
              } else {
                regex.append(Character.isLetterOrDigit(c) || c == '_' ? "" : "\\");
                regex.appendCodePoint(c);
              }
            });
    return regex.append('$').toString();
  }
}
