package io.lakehousesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a key with expressions, such as {@code email text = md5(email); region text =
 * 'eu-1'}. Semicolons separate the columns. Semicolons in quotes belong to the expression.
 */
final class ColumnExpressions {
  static final String FORM = "columns such as `region text = 'eu-1'`, separated by semicolons";

  /** A column, as the configuration writes it. */
  record Column(String name, String type, String expression) {}

  private static final Pattern COLUMN =
      Pattern.compile(
          "\\s*(?:\"((?:[^\"]|\"\")+)\"|([^\\s\"=]+))\\s+([^=\"']+?)\\s*=\\s*(.+)", Pattern.DOTALL);

  private ColumnExpressions() {}

  /**
   * Reads the columns. {@link io.lakehousesync.table.SyncTable#column} checks them.
   *
   * @throws IllegalArgumentException if the text does not have this form
   */
  static List<Column> parse(String text) {
    List<Column> columns = new ArrayList<>();
    for (String part : split(text)) {
      Matcher column = COLUMN.matcher(part);
      if (!column.matches()) {
        throw new IllegalArgumentException("not a column with its type and expression: " + part);
      }
      String quoted = column.group(1);
      columns.add(
          new Column(
              quoted == null ? column.group(2) : quoted.replace("\"\"", "\""),
              column.group(3),
              column.group(4)));
    }
    return columns;
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    char quote = 0;
    boolean escapes = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\' && escapes) {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        escapes = c == '\'' && i > 0 && Character.toLowerCase(text.charAt(i - 1)) == 'e';
      } else if (c == ';') {
        parts.add(text.substring(begin, i));
        begin = i + 1;
      }
    }
    if (!text.substring(begin).isBlank()) {
      parts.add(text.substring(begin));
    }
    return parts;
  }
}
