package io.lakehousesync.testkit.snowflake.internal.sql;

import io.lakehousesync.testkit.snowflake.internal.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a statement into tokens as Snowflake does: {@code --}, {@code //} and {@code /* *}{@code
 * /} comments, identifiers in double quotes with {@code ""} for a quote, strings in single quotes
 * with {@code ''} and backslash escapes, and {@code $$…$$} strings without escapes.
 *
 * <p>Sources on docs.snowflake.com: "Identifier requirements"
 * (/en/sql-reference/identifiers-syntax) and "String &amp; binary data types"
 * (/en/sql-reference/data-types-text). Numeric escapes ({@code \}{@code uhhhh}, octal, hexadecimal)
 * are rejected.
 */
final class Tokenizer {
  private static final List<String> SYMBOLS =
      List.of("=>", "::", "||", "<>", "!=", "<=", ">=", "->", ":=");
  private static final String SINGLE_SYMBOLS = "(),.;=<>+-*/%?:@[]{}|!^&~";

  private final String sql;
  private int position;

  private Tokenizer(String sql) {
    this.sql = sql;
  }

  /**
   * Returns the tokens of {@code sql}. The last one is of kind {@link Kind#END}.
   *
   * @throws SnowflakeError 001003 if a string, identifier or comment is not closed, or a character
   *     begins no token
   */
  static List<Token> tokenize(String sql) {
    Tokenizer tokenizer = new Tokenizer(sql);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = tokenizer.next();
      tokens.add(token);
    } while (token.kind() != Kind.END);
    return List.copyOf(tokens);
  }

  private Token next() {
    skipBlanksAndComments();
    int start = position;
    if (start == sql.length()) {
      return new Token(Kind.END, "", "<EOF>", start);
    }
    char c = sql.charAt(start);
    if (c == '\'') {
      String value = string();
      return new Token(Kind.STRING, sql.substring(start, position), value, start);
    }
    if (sql.startsWith("$$", start)) {
      String value = enclosed("$$");
      return new Token(Kind.STRING, sql.substring(start, position), value, start);
    }
    if (c == '"') {
      String value = quotedIdentifier();
      return new Token(Kind.QUOTED_IDENTIFIER, sql.substring(start, position), value, start);
    }
    if (isLetter(c) || c == '_') {
      takeWhileWord();
      return Token.word(sql.substring(start, position), start);
    }
    if (isDigit(c) || (c == '.' && start + 1 < sql.length() && isDigit(sql.charAt(start + 1)))) {
      takeNumber();
      String text = sql.substring(start, position);
      return new Token(Kind.NUMBER, text, text, start);
    }
    return symbol(c);
  }

  private Token symbol(char c) {
    int start = position;
    for (String symbol : SYMBOLS) {
      if (sql.startsWith(symbol, start)) {
        position += symbol.length();
        return new Token(Kind.SYMBOL, symbol, symbol, start);
      }
    }
    if (SINGLE_SYMBOLS.indexOf(c) < 0) {
      throw SnowflakeError.syntax(sql, start, String.valueOf(c));
    }
    position++;
    return new Token(Kind.SYMBOL, String.valueOf(c), String.valueOf(c), start);
  }

  private void skipBlanksAndComments() {
    while (position < sql.length()) {
      if (Character.isWhitespace(sql.charAt(position))) {
        position++;
      } else if (sql.startsWith("--", position) || sql.startsWith("//", position)) {
        int end = sql.indexOf('\n', position);
        position = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", position)) {
        enclosed("/*", "*/");
      } else {
        return;
      }
    }
  }

  private String enclosed(String quote) {
    return enclosed(quote, quote);
  }

  private String enclosed(String open, String close) {
    int start = position + open.length();
    int end = sql.indexOf(close, start);
    if (end < 0) {
      throw SnowflakeError.syntax(sql, position, open);
    }
    position = end + close.length();
    return sql.substring(start, end);
  }

  private String quotedIdentifier() {
    int start = position++;
    StringBuilder value = new StringBuilder();
    while (position < sql.length()) {
      char c = sql.charAt(position++);
      if (c != '"') {
        value.append(c);
      } else if (position < sql.length() && sql.charAt(position) == '"') {
        value.append('"');
        position++;
      } else if (value.isEmpty()) {
        break;
      } else {
        return value.toString();
      }
    }
    throw SnowflakeError.syntax(sql, start, "\"");
  }

  private String string() {
    int start = position++;
    StringBuilder value = new StringBuilder();
    while (position < sql.length()) {
      char c = sql.charAt(position++);
      if (c == '\\' && position < sql.length()) {
        value.append(escape(sql.charAt(position++)));
      } else if (c != '\'') {
        value.append(c);
      } else if (position < sql.length() && sql.charAt(position) == '\'') {
        value.append('\'');
        position++;
      } else {
        return value.toString();
      }
    }
    throw SnowflakeError.syntax(sql, start, "'");
  }

  /**
   * Returns the character of an escape. A backslash before any other character is ignored, as in
   * Snowflake.
   */
  private char escape(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u', 'x', '0', '1', '2', '3', '4', '5', '6', '7' ->
          throw SnowflakeError.syntax(sql, position - 2, "\\" + c);
      default -> c;
    };
  }

  private void takeWhileWord() {
    while (position < sql.length() && isWordPart(sql.charAt(position))) {
      position++;
    }
  }

  private void takeNumber() {
    takeDigits(".");
    if (position < sql.length() && "eE".indexOf(sql.charAt(position)) >= 0) {
      position++;
      if (position < sql.length() && "+-".indexOf(sql.charAt(position)) >= 0) {
        position++;
      }
      takeDigits("");
    }
    boolean endsInDigit = isDigit(sql.charAt(position - 1)) || sql.charAt(position - 1) == '.';
    if (!endsInDigit || (position < sql.length() && isWordPart(sql.charAt(position)))) {
      int offset = Math.min(position, sql.length() - 1);
      throw SnowflakeError.syntax(sql, offset, String.valueOf(sql.charAt(offset)));
    }
  }

  private void takeDigits(String more) {
    while (position < sql.length()
        && (isDigit(sql.charAt(position)) || more.indexOf(sql.charAt(position)) >= 0)) {
      position++;
    }
  }

  private static boolean isWordPart(char c) {
    return isLetter(c) || isDigit(c) || c == '_' || c == '$';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
