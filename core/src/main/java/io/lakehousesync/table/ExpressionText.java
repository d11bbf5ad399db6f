package io.lakehousesync.table;

import java.util.Locale;

/**
 * Checks the text of an SQL expression before it becomes a part of our statements. The text must
 * end where it began: it has no statement of its own, and closes only the parentheses that it has
 * opened. Whether it is a valid expression is decided by PostgreSQL later.
 *
 * <p>Comments, dollar quotes, question marks and braces are refused outside of quotes, because our
 * statements, the driver and PostgreSQL must agree where the text ends. For the same reason, a
 * literal must not continue on another line. Names with Unicode escapes and the prefix of our own
 * names are refused too.
 */
final class ExpressionText {
  private static final String OURS = "lakehouse_sync";

  private final String what;
  private final String text;
  private int at;
  private final StringBuilder closing = new StringBuilder();

  private ExpressionText(String what, String text) {
    this.what = what;
    this.text = text;
  }

  /**
   * Checks a text.
   *
   * @param what what the text is, for messages
   * @throws IllegalArgumentException if the text is not a single expression; the message says why
   */
  static void require(String what, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    new ExpressionText(what, text).check();
  }

  private void check() {
    if (text.toLowerCase(Locale.ROOT).contains(OURS)) {
      throw refused("the name '%s', which is reserved for this library".formatted(OURS));
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        quoted(c);
      } else {
        plain(c);
        at++;
      }
    }
    if (!closing.isEmpty()) {
      throw refused(
          "'%s' without its '%s'"
              .formatted(
                  closing.charAt(closing.length() - 1) == ')' ? '(' : '[',
                  closing.charAt(closing.length() - 1)));
    }
  }

  private void plain(char c) {
    switch (c) {
      case '(' -> closing.append(')');
      case '[' -> closing.append(']');
      case ')', ']' -> {
        int last = closing.length() - 1;
        if (last < 0 || closing.charAt(last) != c) {
          throw refused("'%s' without its '%s'".formatted(c, c == ')' ? '(' : '['));
        }
        closing.setLength(last);
      }
      case ';' -> throw refused("';', which ends a statement");
      case '$' -> throw refused("'$' outside of quotes");
      case '{', '}' -> throw refused("'%s' outside of quotes".formatted(c));
      case '?' ->
          throw refused(
              "'?', which is a parameter for the driver. Use a function, such as jsonb_exists");
      default -> {
        if (text.startsWith("--", at) || text.startsWith("/*", at)) {
          throw refused("a comment");
        }
        if (Character.isISOControl(c) && !Character.isWhitespace(c)) {
          throw refused("a control character");
        }
      }
    }
  }

  /** Reads a literal or a quoted name. Only E'…' has escapes with a backslash. */
  private void quoted(char quote) {
    if (at > 1 && text.charAt(at - 1) == '&' && isLetter(at - 2, 'u')) {
      throw refused("a Unicode escape, U&");
    }
    boolean escapes = quote == '\'' && at > 0 && isLetter(at - 1, 'e');
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == 0) {
        throw refused("a control character");
      } else if (c == '\\' && escapes) {
        at++;
      } else if (c == quote) {
        if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
          at++;
        } else {
          at++;
          requireEnd(quote);
          return;
        }
      }
    }
    throw refused("a quote that does not end");
  }

  /**
   * PostgreSQL joins two literals with a line break between them, and reads both like the first.
   */
  private void requireEnd(char quote) {
    int next = at;
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    boolean lineBreak = text.substring(at, next).matches("(?s).*[\\n\\r].*");
    if (quote == '\'' && lineBreak && next < text.length() && text.charAt(next) == quote) {
      throw refused("a literal that continues on another line");
    }
  }

  /** Returns whether a word that consists of one letter is at this place. */
  private boolean isLetter(int place, char letter) {
    return Character.toLowerCase(text.charAt(place)) == letter
        && (place == 0 || !isInName(text.charAt(place - 1)));
  }

  private static boolean isInName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c > 127;
  }

  private IllegalArgumentException refused(String found) {
    return new IllegalArgumentException(
        "%s must be a single SQL expression, but it has %s: %s".formatted(what, found, text));
  }
}
