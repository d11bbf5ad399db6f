package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Token.Kind;
import java.util.List;

/** A statement's tokens with a cursor: what the parsers read from. Not thread-safe. */
final class TokenStream {
  private final String sql;
  private final List<Token> tokens;
  private int index;

  private TokenStream(String sql, List<Token> tokens) {
    this.sql = sql;
    this.tokens = tokens;
  }

  static TokenStream of(String sql) {
    return new TokenStream(sql, Tokenizer.tokenize(sql));
  }

  String sql() {
    return sql;
  }

  List<Token> tokens() {
    return tokens;
  }

  Token peek() {
    return tokens.get(index);
  }

  /** Where the token that was taken last ends. */
  int previousEnd() {
    Token token = tokens.get(Math.max(0, index - 1));
    return token.offset() + token.text().length();
  }

  /** Whether these words come next, one after the other. */
  boolean isNext(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (index + i >= tokens.size() || !tokens.get(index + i).isWord(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Takes these words if they come next. */
  boolean accept(String... words) {
    if (!isNext(words)) {
      return false;
    }
    index += words.length;
    return true;
  }

  /** Whether a call of this function comes next. */
  boolean isCall(String function) {
    return isNext(function) && tokens.get(index + 1).isSymbol("(");
  }

  /** Whether {@code name :=} comes next. */
  boolean isAssignment() {
    return peek().isIdentifier() && tokens.get(index + 1).isSymbol(":=");
  }

  boolean acceptSymbol(String symbol) {
    if (!peek().isSymbol(symbol)) {
      return false;
    }
    index++;
    return true;
  }

  void expect(String... words) {
    for (String word : words) {
      if (!accept(word)) {
        throw unexpected();
      }
    }
  }

  void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected();
    }
  }

  /** Takes any token. */
  Token take() {
    Token token = peek();
    if (token.kind() == Kind.END) {
      throw unexpected();
    }
    index++;
    return token;
  }

  /** An identifier under Snowflake's rules: folded to upper case unless quoted. */
  String identifier() {
    return take(peek().isIdentifier());
  }

  /** The next word, folded to upper case. */
  String word() {
    return take(peek().kind() == Kind.WORD);
  }

  String string() {
    return take(peek().kind() == Kind.STRING);
  }

  /** A number without sign, point or exponent. */
  String integer() {
    Token token = peek();
    return take(token.kind() == Kind.NUMBER && token.text().chars().allMatch(Character::isDigit));
  }

  /** {@code TRUE} or {@code FALSE}. */
  boolean bool() {
    if (accept("TRUE")) {
      return true;
    }
    expect("FALSE");
    return false;
  }

  private String take(boolean fits) {
    if (!fits) {
      throw unexpected();
    }
    return tokens.get(index++).value();
  }

  /** Takes the rest of the statement, as it was written; there must be some. */
  String rest() {
    if (atEnd()) {
      throw unexpected();
    }
    int from = peek().offset();
    index = tokens.size() - 1;
    return sql.substring(from).strip();
  }

  boolean atEnd() {
    return peek().kind() == Kind.END;
  }

  /** Ends the statement: at most one semicolon may follow. */
  void end() {
    boolean terminated = acceptSymbol(";");
    if (atEnd()) {
      return;
    }
    throw terminated ? SnowflakeError.severalStatements() : unexpected();
  }

  /** The error that the next token is not what the grammar allows here. */
  SnowflakeError unexpected() {
    Token token = peek();
    return SnowflakeError.syntax(
        sql, token.offset(), token.kind() == Kind.END ? token.value() : token.text());
  }
}
