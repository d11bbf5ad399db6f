package io.lakehousesync.testkit.snowflake;

/**
 * {@code BEGIN [TRANSACTION | WORK]}, {@code START TRANSACTION}, {@code COMMIT [WORK]}, {@code
 * ROLLBACK [WORK]}. Source: docs.snowflake.com, "Transactions" (/en/sql-reference/transactions).
 *
 * <p>BEGIN inside of a transaction has no effect, COMMIT and ROLLBACK outside of one neither. A DDL
 * statement commits, as in Snowflake.
 */
record TransactionStatement(Action action) implements Statement {
  /** What it does. */
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
        context.catalog().stages().forEach(stage -> stage.follow(context));
        session.begin(context.catalog().nextSequence());
      }
      case COMMIT -> session.commit();
      case ROLLBACK -> session.rollback();
    }
    return Result.status(Result.Kind.TRANSACTION, "Statement executed successfully.");
  }
}
