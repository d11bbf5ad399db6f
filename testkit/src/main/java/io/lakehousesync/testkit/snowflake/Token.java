package io.lakehousesync.testkit.snowflake;

import java.util.Locale;

/**
 * One token of a statement.
 *
 * @param kind what it is
 * @param text the characters as written
 * @param value what they mean: a word folded to upper case, a quoted identifier or a string without
 *     its quotes and escapes, otherwise the text
 * @param offset index of its first character in the statement
 */
record Token(Kind kind, String text, String value, int offset) {
  /** What a token is. */
  enum Kind {
    /** A key word or an unquoted identifier. */
    WORD,
    QUOTED_IDENTIFIER,
    STRING,
    NUMBER,
    /** Punctuation or an operator, a bind variable's question mark included. */
    SYMBOL,
    END
  }

  static Token word(String text, int offset) {
    return new Token(Kind.WORD, text, text.toUpperCase(Locale.ROOT), offset);
  }

  boolean isWord(String upperCase) {
    return kind == Kind.WORD && value.equals(upperCase);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && value.equals(symbol);
  }

  /** Whether it can name an object. */
  boolean isIdentifier() {
    return kind == Kind.QUOTED_IDENTIFIER || (kind == Kind.WORD && !ReservedWords.contains(value));
  }
}
