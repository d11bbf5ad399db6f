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

  /** A line break of a message, with the spaces around it. */
  private static final Pattern BREAK = Pattern.compile("\\s*[\\r\\n]\\s*");

  private Printable() {}

  /** Returns a name, a key or a line with visible escapes. */
  public static String escape(String text) {
    return UNSAFE.matcher(text).replaceAll(found -> escapes(found.group()).replace("\\", "\\\\"));
  }

  /**
   * Returns a message on one line. Databases write messages of several lines. Therefore a line
   * break becomes a space; other characters are escaped as {@link #escape} does.
   */
  public static String message(String text) {
    return escape(BREAK.matcher(text.strip()).replaceAll(" "));
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
