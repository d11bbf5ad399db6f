package io.lakehousesync.text;

import java.util.regex.Pattern;

/**
 * Writes text from elsewhere so that it cannot change the line in which it stands. A name, a key or
 * a message can contain line breaks, the escape sequences of terminals, and marks that reverse the
 * direction of the text.
 *
 * <p>Escaped are the control characters (C0 and C1), the format characters, which include all
 * direction marks, the line and paragraph separators, and surrogates without a partner. An escape
 * is {@code \n}, {@code \r}, {@code \t}, or a backslash with {@code u} and four digits, as in JSON.
 * Other characters stay as they are, in all scripts. A text that is escaped again does not change.
 */
public final class Printable {
  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  /** The longest message. A database can quote a value of any length in its message. */
  private static final int LONGEST = 10_000;

  private static final String CUT = " … (shortened)";

  private static final String SPACES = " \t\n\u000B\f\r";

  private Printable() {}

  /** Returns a name, a key or a line with visible escapes. */
  public static String escape(String text) {
    return UNSAFE.matcher(text).replaceAll(found -> escapes(found.group()).replace("\\", "\\\\"));
  }

  /**
   * Returns a message on one line. Databases write messages of several lines. Therefore a line
   * break, with the spaces around it, becomes one space; other characters are escaped as {@link
   * #escape} does. A message of more than 10,000 characters is shortened.
   */
  public static String message(String text) {
    String stripped = text.strip();
    return escape(
        joinLines(
            stripped.length() <= LONGEST
                ? stripped
                : stripped.substring(0, LONGEST - CUT.length()) + CUT));
  }

  private static String joinLines(String text) {
    StringBuilder line = new StringBuilder(text.length());
    int from = 0;
    while (from < text.length()) {
      int to = from;
      boolean breaks = false;
      while (to < text.length() && SPACES.indexOf(text.charAt(to)) >= 0) {
        breaks |= text.charAt(to) == '\n' || text.charAt(to) == '\r';
        to++;
      }
      if (to == from) {
        line.append(text.charAt(from));
        from++;
      } else {
        line.append(breaks ? " " : text.substring(from, to));
        from = to;
      }
    }
    return line.toString();
  }

  /** Returns a message on one line, in double quotes. */
  public static String quoted(String text) {
    return '"' + message(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  private static String escapes(String character) {
    return switch (character) {
      case "\n" -> "\\n";
      case "\r" -> "\\r";
      case "\t" -> "\\t";
      default -> {
        StringBuilder escapes = new StringBuilder();
        character.chars().forEach(unit -> escapes.append("\\u%04x".formatted(unit)));
        yield escapes.toString();
      }
    };
  }
}
