package io.lakehousesync.testkit.snowflake.internal.sql;

import java.util.Locale;

/**
 * One token of a statement.
 *
 * @param kind the kind of token
 * @param text the characters as written
 * @param value the meaning: a word in upper case, a quoted identifier or a string without its
 *     quotes and escapes, otherwise the text
 * @param offset the index of its first character in the statement
 */
public record Token(Kind kind, String text, String value, int offset) {
  /** The kinds of tokens. */
  public enum Kind {
    /** A key word or an unquoted identifier. */
    WORD,
    QUOTED_IDENTIFIER,
    STRING,
    NUMBER,
    /** Punctuation or an operator, including the question mark of a bind variable. */
    SYMBOL,
    END
  }

  public static Token word(String text, int offset) {
    return new Token(Kind.WORD, text, text.toUpperCase(Locale.ROOT), offset);
  }

  public boolean isWord(String upperCase) {
    return kind == Kind.WORD && value.equals(upperCase);
  }

  public boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && value.equals(symbol);
  }

  /** Returns whether it can name an object. */
  public boolean isIdentifier() {
    return kind == Kind.QUOTED_IDENTIFIER || (kind == Kind.WORD && !ReservedWords.contains(value));
  }
}
