package io.lakehousesync.testkit.snowflake.internal.sql;

import io.lakehousesync.testkit.snowflake.internal.sql.Token.Kind;
import java.util.List;

/** A statement's tokens, with the position of the next one. Not thread-safe. */
public final class TokenStream {
  private final String sql;
  private final List<Token> tokens;
  private int index;

  private TokenStream(String sql, List<Token> tokens) {
    this.sql = sql;
    this.tokens = tokens;
  }

  public static TokenStream of(String sql) {
    return new TokenStream(sql, Tokenizer.tokenize(sql));
  }

  public String sql() {
    return sql;
  }

  List<Token> tokens() {
    return tokens;
  }

  public Token peek() {
    return tokens.get(index);
  }

  /** Returns where the previous token ends. */
  public int previousEnd() {
    Token token = tokens.get(Math.max(0, index - 1));
    return token.offset() + token.text().length();
  }

  /** Returns whether these words are next. */
  public boolean isNext(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (index + i >= tokens.size() || !tokens.get(index + i).isWord(words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many of these words, counted from the first word, are next. */
  public int matching(List<String> words) {
    int count = 0;
    while (count < words.size()
        && index + count < tokens.size()
        && tokens.get(index + count).isWord(words.get(count))) {
      count++;
    }
    return count;
  }

  public void skip(int count) {
    for (int i = 0; i < count; i++) {
      take();
    }
  }

  /** Skips these words if they are next. Returns whether they were next. */
  public boolean accept(String... words) {
    if (!isNext(words)) {
      return false;
    }
    index += words.length;
    return true;
  }

  /** Returns whether a call of a function is next. */
  public boolean isCall(String function) {
    return isNext(function) && tokens.get(index + 1).isSymbol("(");
  }

  /** Returns whether {@code name :=} is next. */
  public boolean isAssignment() {
    return peek().isIdentifier() && tokens.get(index + 1).isSymbol(":=");
  }

  public boolean acceptSymbol(String symbol) {
    if (!peek().isSymbol(symbol)) {
      return false;
    }
    index++;
    return true;
  }

  public void expect(String... words) {
    for (String word : words) {
      if (!accept(word)) {
        throw unexpected();
      }
    }
  }

  public void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected();
    }
  }

  /** Returns the next token of any kind, and moves past it. */
  public Token take() {
    Token token = peek();
    if (token.kind() == Kind.END) {
      throw unexpected();
    }
    index++;
    return token;
  }

  /** Reads an identifier by Snowflake's rules: folded to upper case, unless quoted. */
  public String identifier() {
    return take(peek().isIdentifier());
  }

  /** Reads a word, folded to upper case. */
  public String word() {
    return take(peek().kind() == Kind.WORD);
  }

  public String string() {
    return take(peek().kind() == Kind.STRING);
  }

  /** Reads a number without sign, point or exponent. */
  public String integer() {
    Token token = peek();
    return take(token.kind() == Kind.NUMBER && token.text().chars().allMatch(Character::isDigit));
  }

  /** Reads {@code TRUE} or {@code FALSE}. */
  public boolean bool() {
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

  /** Reads the rest of the statement as written. The rest must not be empty. */
  public String rest() {
    if (atEnd()) {
      throw unexpected();
    }
    int from = peek().offset();
    index = tokens.size() - 1;
    return sql.substring(from).strip();
  }

  public boolean atEnd() {
    return peek().kind() == Kind.END;
  }

  /** Checks that the statement ends, with at most one semicolon. */
  public void end() {
    boolean terminated = acceptSymbol(";");
    if (atEnd()) {
      return;
    }
    throw terminated ? SnowflakeError.severalStatements() : unexpected();
  }

  /** Returns the error that the next token is not allowed at its position. */
  public SnowflakeError unexpected() {
    Token token = peek();
    return SnowflakeError.syntax(
        sql, token.offset(), token.kind() == Kind.END ? token.value() : token.text());
  }
}
