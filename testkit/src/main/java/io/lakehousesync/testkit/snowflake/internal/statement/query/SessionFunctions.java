package io.lakehousesync.testkit.snowflake.internal.statement.query;

import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code SELECT CURRENT_DATABASE(), …}: only functions of the session, without FROM. Source:
 * docs.snowflake.com, "Context functions" (/en/sql-reference/functions-context).
 *
 * @param calls the functions with the labels of their columns
 */
public record SessionFunctions(List<Call> calls) implements Statement {
  /** A call of a function. */
  record Call(String function, String label) {}

  private static final Set<String> FUNCTIONS =
      Set.of(
          "CURRENT_DATABASE",
          "CURRENT_SCHEMA",
          "CURRENT_ROLE",
          "CURRENT_WAREHOUSE",
          "CURRENT_SESSION",
          "CURRENT_TRANSACTION",
          "CURRENT_VERSION");

  public static final StatementSyntax SYNTAX =
      StatementSyntax.whole(
          SessionFunctions::parse,
          FUNCTIONS.stream().map(function -> "SELECT " + function).toArray(String[]::new));

  static SessionFunctions parse(TokenStream in) {
    in.expect("SELECT");
    List<Call> calls = new ArrayList<>();
    do {
      if (!FUNCTIONS.contains(in.peek().value())) {
        throw in.unexpected();
      }
      String function = in.word();
      in.expectSymbol("(");
      in.expectSymbol(")");
      calls.add(new Call(function, in.accept("AS") ? in.identifier() : function + "()"));
    } while (in.acceptSymbol(","));
    in.end();
    return new SessionFunctions(calls);
  }

  /** Needs no privilege. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    List<ResultColumn> columns = new ArrayList<>();
    @Nullable String[] values = new String[calls.size()];
    for (Call call : calls) {
      values[columns.size()] = value(call.function(), context.session()).orElse(null);
      columns.add(ResultColumn.text(call.label()));
    }
    return Result.oneRow(columns, values);
  }

  @Override
  public Result describe(StatementContext context) {
    return execute(context).withoutRows();
  }

  private static Optional<String> value(String function, Session session) {
    return switch (function) {
      case "CURRENT_DATABASE" -> session.database();
      case "CURRENT_SCHEMA" -> session.schema();
      case "CURRENT_ROLE" -> session.role();
      case "CURRENT_WAREHOUSE" -> session.warehouse();
      case "CURRENT_SESSION" -> Optional.of(session.id());
      case "CURRENT_VERSION" -> Optional.of("9.0.0 (stand-in)");
      default -> session.transaction();
    };
  }
}
