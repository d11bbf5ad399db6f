package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.Token;
import io.lakehousesync.testkit.snowflake.internal.sql.Token.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A statement or expression inside a procedure's body.
 *
 * @param body the whole body
 * @param tokens its tokens, at least one
 */
public record ScriptText(String body, List<Token> tokens) {
  public ScriptText {
    tokens = List.copyOf(tokens);
  }

  /** Returns the text as written. */
  public String text() {
    Token last = tokens.get(tokens.size() - 1);
    return body.substring(tokens.get(0).offset(), last.offset() + last.text().length());
  }

  /** Returns the text of an SQL statement with values in place of {@code :variable}. */
  public String bindStatement(Function<String, String> values) {
    return bind(
        (index, token) -> isBound(index) ? Optional.of(values.apply(token.value())) : none());
  }

  /**
   * Returns the text of an expression with values in place of variables. An expression may contain
   * a variable with or without a colon.
   */
  public String bindExpression(Function<String, Optional<String>> variables) {
    return bind(
        (index, token) -> {
          if (isBound(index)) {
            return Optional.of(
                variables
                    .apply(token.value())
                    .orElseThrow(() -> SnowflakeError.invalidIdentifier(token.value())));
          }
          return isAlone(index) ? variables.apply(token.value()) : none();
        });
  }

  private interface Replacement {
    Optional<String> of(int index, Token token);
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private String bind(Replacement replacement) {
    StringBuilder sql = new StringBuilder();
    int end = tokens.get(0).offset();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean colon = isColonOfVariable(i);
      sql.append(body, end, token.offset());
      sql.append(colon ? "" : replacement.of(i, token).orElse(token.text()));
      end = token.offset() + token.text().length();
    }
    return sql.toString();
  }

  private boolean isBound(int index) {
    return tokens.get(index).isIdentifier() && index > 0 && isColonOfVariable(index - 1);
  }

  /**
   * Returns whether a token is the colon of a variable. A colon directly after a value begins a
   * path into the value.
   */
  private boolean isColonOfVariable(int index) {
    if (!tokens.get(index).isSymbol(":")) {
      return false;
    }
    if (index == 0) {
      return true;
    }
    Token before = tokens.get(index - 1);
    boolean adjacent = before.offset() + before.text().length() == tokens.get(index).offset();
    boolean value = before.isIdentifier() || before.isSymbol(")") || before.isSymbol("]");
    return !(adjacent && value);
  }

  private boolean isAlone(int index) {
    boolean qualified = index > 0 && tokens.get(index - 1).isSymbol(".");
    boolean more =
        index + 1 < tokens.size()
            && (tokens.get(index + 1).isSymbol("(") || tokens.get(index + 1).isSymbol("."));
    Kind kind = tokens.get(index).kind();
    return (kind == Kind.WORD || kind == Kind.QUOTED_IDENTIFIER) && !qualified && !more;
  }
}
