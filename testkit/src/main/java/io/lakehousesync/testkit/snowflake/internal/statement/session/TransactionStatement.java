package io.lakehousesync.testkit.snowflake.internal.statement.session;

import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code BEGIN [TRANSACTION | WORK]}, {@code START TRANSACTION}, {@code COMMIT [WORK]}, {@code
 * ROLLBACK [WORK]}. Source: docs.snowflake.com, "Transactions" (/en/sql-reference/transactions).
 *
 * <p>BEGIN inside a transaction has no effect. COMMIT and ROLLBACK outside of a transaction have no
 * effect either. A DDL statement commits, as in Snowflake.
 */
public record TransactionStatement(Action action) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.whole(
          TransactionStatement::parse, "BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK");

  /** The effect of the statement. */
  enum Action {
    BEGIN,
    COMMIT,
    ROLLBACK
  }

  static TransactionStatement parse(TokenStream in) {
    if (in.accept("START", "TRANSACTION")) {
      return new TransactionStatement(Action.BEGIN);
    }
    if (in.accept("BEGIN")) {
      if (!in.accept("TRANSACTION")) {
        in.accept("WORK");
      }
      return new TransactionStatement(Action.BEGIN);
    }
    Action action = in.isNext("COMMIT") ? Action.COMMIT : Action.ROLLBACK;
    if (!in.accept(action.name())) {
      throw in.unexpected();
    }
    in.accept("WORK");
    return new TransactionStatement(action);
  }

  /** Needs no privilege. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    Session session = context.session();
    switch (action) {
      case BEGIN -> {
        context.account().stages().forEach(stage -> stage.follow(context.stages()));
        session.begin(context.account().nextSequence());
      }
      case COMMIT -> session.commit();
      case ROLLBACK -> session.rollback();
    }
    return Result.status(Result.Kind.TRANSACTION, "Statement executed successfully.");
  }
}
