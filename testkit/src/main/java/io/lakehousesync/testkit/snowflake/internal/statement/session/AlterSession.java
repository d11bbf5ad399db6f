package io.lakehousesync.testkit.snowflake.internal.statement.session;

import io.lakehousesync.testkit.snowflake.internal.session.SessionParameters;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.Token;
import io.lakehousesync.testkit.snowflake.internal.sql.Token.Kind;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ALTER SESSION SET parameter = value …}, with the parameters of {@link SessionParameters}.
 * Source: docs.snowflake.com, "ALTER SESSION" (/en/sql-reference/sql/alter-session). UNSET is
 * rejected.
 */
public record AlterSession(Map<String, String> parameters) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(AlterSession::parse, "ALTER SESSION");

  static AlterSession parse(TokenStream in) {
    in.expect("SET");
    Map<String, String> parameters = new LinkedHashMap<>();
    do {
      if (!SessionParameters.knows(in.peek().value())) {
        throw in.unexpected();
      }
      String name = in.word();
      in.expectSymbol("=");
      String value = value(in);
      if (!SessionParameters.accepts(name, value)) {
        throw SnowflakeError.notSupported(
            "invalid value [%s] for parameter '%s'".formatted(value, name));
      }
      parameters.put(name, value);
      in.acceptSymbol(",");
    } while (in.peek().kind() == Kind.WORD);
    return new AlterSession(parameters);
  }

  private static String value(TokenStream in) {
    Token token = in.take();
    return switch (token.kind()) {
      case STRING, NUMBER -> token.value();
      case WORD -> token.value().toLowerCase(Locale.ROOT);
      default -> throw in.unexpected();
    };
  }

  /** Needs no privilege. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    parameters.forEach(context.session()::setParameter);
    return Result.status(Result.Kind.SESSION, "Statement executed successfully.");
  }
}
