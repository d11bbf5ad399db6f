package io.lakehousesync.testkit.snowflake.internal.session;

import io.lakehousesync.testkit.snowflake.internal.pipeline.Transaction;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The open transactions of a session: its own, and one for each running procedure that began one.
 * Not thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Transactions", scoped transactions
 * (/en/sql-reference/transactions). A procedure must end the transactions that it begins, and
 * cannot end a transaction that was begun outside of the procedure. The errors for these two rules
 * have codes that are the stand-in's own.
 */
final class TransactionScopes {
  private static final class Scope {
    private @Nullable Transaction open;
  }

  private final Deque<Scope> scopes = new ArrayDeque<>();

  TransactionScopes() {
    scopes.push(new Scope());
  }

  Optional<Transaction> current() {
    return scopes.stream().map(scope -> scope.open).filter(Objects::nonNull).findFirst();
  }

  /** Begins a transaction, unless the scope has one. */
  void begin(long sequence) {
    Scope scope = scopes.element();
    if (scope.open == null) {
      scope.open = new Transaction(sequence);
    }
  }

  void commit() {
    ended().ifPresent(Transaction::commit);
  }

  void rollback() {
    ended().ifPresent(Transaction::rollback);
  }

  private Optional<Transaction> ended() {
    Scope scope = scopes.element();
    if (scope.open == null && current().isPresent()) {
      throw SnowflakeError.otherScope();
    }
    Optional<Transaction> transaction = Optional.ofNullable(scope.open);
    scope.open = null;
    return transaction;
  }

  /** Begins the scope of a procedure. */
  void enter() {
    scopes.push(new Scope());
  }

  /**
   * Ends the scope of a procedure. If the procedure left a transaction open, rolls it back and
   * returns true.
   */
  boolean leave() {
    Transaction open = scopes.pop().open;
    if (open != null) {
      open.rollback();
    }
    return open != null;
  }
}
