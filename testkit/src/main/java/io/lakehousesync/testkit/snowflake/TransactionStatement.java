package io.lakehousesync.testkit.snowflake;

/**
 * {@code BEGIN [TRANSACTION | WORK]}, {@code START TRANSACTION}, {@code COMMIT [WORK]}, {@code
 * ROLLBACK [WORK]}. Source: docs.snowflake.com, "Transactions" (/en/sql-reference/transactions).
 *
 * <p>A transaction here is a mark on the session that REFRESH looks at; a DDL statement ends it, as
 * in Snowflake.
 */
record TransactionStatement(boolean begins) implements Statement {
  static TransactionStatement parse(TokenStream in) {
    if (in.accept("START", "TRANSACTION")) {
      return new TransactionStatement(true);
    }
    if (in.accept("BEGIN")) {
      if (!in.accept("TRANSACTION")) {
        in.accept("WORK");
      }
      return new TransactionStatement(true);
    }
    if (in.accept("COMMIT") || in.accept("ROLLBACK")) {
      in.accept("WORK");
      return new TransactionStatement(false);
    }
    throw in.unexpected();
  }

  /** Needs no privilege. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    if (begins) {
      context.session().begin();
    } else {
      context.session().endTransaction();
    }
    return Result.status(Result.Kind.TRANSACTION, "Statement executed successfully.");
  }
}
