package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.sql.Token;
import io.lakehousesync.testkit.snowflake.internal.sql.Token.Kind;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectText;
import io.lakehousesync.testkit.snowflake.internal.statement.SourceReference;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Parses a SELECT to a {@link SelectText}. The engine (DuckDB) accepts some syntax that Snowflake
 * does not have. {@link SelectRules} rejects such syntax if the engine's syntax tree shows it. This
 * parser rejects the rest.
 */
public final class SelectParser {
  private static final Set<String> SYMBOLS =
      Set.of(
          "(", ")", ",", ".", "=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "?",
          "::", "||");
  private static final Set<String> ENGINE_WORDS = Set.of("ISNULL", "NOTNULL", "TRY_CAST");

  private SelectParser() {}

  public static SelectText parse(TokenStream in) {
    StringBuilder sql = new StringBuilder();
    Map<String, SourceReference> sources = new LinkedHashMap<>();
    Map<String, String> calls = new LinkedHashMap<>();
    Deque<Integer> json = new ArrayDeque<>();
    int depth = 0;
    int variables = 0;
    Token previous = new Token(Kind.END, "", "", 0);
    while (!in.atEnd() && !in.peek().isSymbol(";")) {
      if (SourceParser.isNext(in)) {
        String name = "NAMED$SOURCE" + sources.size();
        sources.put(name, SourceParser.parse(in));
        sql.append(" \"").append(name).append('"');
        previous = Token.word("TABLE", in.peek().offset());
        continue;
      }
      if (ScalarFunction.isNext(in)) {
        String name = "SCALAR$" + sources.size();
        int from = in.peek().offset();
        sources.put(name, ScalarFunction.parse(in));
        String call = "(SELECT \"%s\" FROM \"%s\")".formatted(ScalarFunction.COLUMN, name);
        calls.put(call, in.sql().substring(from, in.previousEnd()).toUpperCase(Locale.ROOT));
        sql.append(' ').append(call);
        previous = Token.word(name, in.previousEnd() - name.length());
        continue;
      }
      check(previous, in);
      Token token = in.take();
      if (token.isWord("PARSE_JSON") && in.peek().isSymbol("(")) {
        json.push(depth);
        sql.append(separated(previous, token) ? " " : "").append("PARSE_JSON$PATH");
        previous = token;
        continue;
      }
      depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
      if (token.isSymbol(")") && !json.isEmpty() && json.peek() == depth) {
        json.pop();
        sql.append(", ").append(EngineSql.literal(jsonPath(in))).append(')');
        previous = Token.word("PATH", in.previousEnd() - "PATH".length());
        continue;
      }
      if (separated(previous, token)) {
        sql.append(' ');
      }
      if (token.isSymbol("?")) {
        variables++;
      }
      sql.append(text(token));
      previous = token;
    }
    in.end();
    return new SelectText(sql.toString().strip(), variables, sources, calls);
  }

  /**
   * Parses {@code :name.name} after PARSE_JSON(…). The case of the names matters. A cast must
   * follow, because the stand-in has no VARIANT. Source: docs.snowflake.com, "Querying
   * semi-structured data" (/en/user-guide/querying-semistructured).
   */
  private static String jsonPath(TokenStream in) {
    StringBuilder path = new StringBuilder("$");
    in.expectSymbol(":");
    do {
      if (!in.peek().isIdentifier()) {
        throw in.unexpected();
      }
      Token name = in.take();
      boolean quoted = name.kind() == Kind.QUOTED_IDENTIFIER;
      path.append(".\"").append(quoted ? name.value() : name.text()).append('"');
    } while (in.acceptSymbol("."));
    if (!in.peek().isSymbol("::")) {
      throw in.unexpected();
    }
    return path.toString();
  }

  /**
   * Rejects {@code COUNT()}, {@code (FROM t)}, a comma that no expression follows, and similar
   * syntax.
   */
  private static void check(Token previous, TokenStream in) {
    Token next = in.peek();
    boolean fits =
        switch (next.kind()) {
          case SYMBOL -> SYMBOLS.contains(next.value());
          case WORD -> !ENGINE_WORDS.contains(next.value());
          default -> true;
        };
    boolean fromWithoutSelect =
        next.isWord("FROM")
            && (previous.isSymbol("(") || previous.isWord("SELECT") || previous.isWord("ALL"));
    boolean commaBeforeNothing =
        previous.isSymbol(",") && (next.isSymbol(")") || next.isWord("FROM"));
    boolean emptyCall = previous.isSymbol("(") && next.isSymbol(")");
    if (!fits || fromWithoutSelect || commaBeforeNothing || emptyCall) {
      throw in.unexpected();
    }
  }

  private static boolean separated(Token previous, Token token) {
    boolean adjacent = previous.offset() + previous.text().length() == token.offset();
    boolean operators = previous.kind() == Kind.SYMBOL && token.kind() == Kind.SYMBOL;
    return !adjacent || (operators && !isBracket(previous) && !isBracket(token));
  }

  private static boolean isBracket(Token token) {
    return token.isSymbol("(") || token.isSymbol(")");
  }

  private static String text(Token token) {
    return switch (token.kind()) {
      case WORD -> token.value();
      case STRING -> "'" + token.value().replace("'", "''") + "'";
      default -> token.text();
    };
  }
}
