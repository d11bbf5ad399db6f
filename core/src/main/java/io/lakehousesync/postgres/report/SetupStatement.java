package io.lakehousesync.postgres.report;

import io.lakehousesync.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One statement of a set-up, a teardown or a new baseline.
 *
 * @param title what the statement creates, changes or drops, such as {@code column sync_xid of
 *     retail.transactions}. The title is one line: control characters in names become escapes, so
 *     that a title can be a comment in a script
 * @param sql the SQL, without a semicolon at its end
 * @param transaction which transaction the statement must run in
 * @param blocks which other sessions wait until the transaction of the statement ends
 */
public record SetupStatement(String title, String sql, Transaction transaction, Blocks blocks) {
  /** Which transaction a statement must run in. */
  public enum Transaction {
    /**
     * In the same transaction as the statements directly before and after it, if these are {@code
     * TOGETHER} too.
     */
    TOGETHER,
    /** In a transaction of its own. */
    OWN,
    /**
     * Outside of a transaction, because PostgreSQL refuses the statement inside of a transaction.
     */
    NONE
  }

  /** Which sessions must wait for the end of the transaction before they can use the heap table. */
  public enum Blocks {
    NOBODY,
    /** Sessions that write rows. */
    WRITERS,
    /** Sessions that read or write rows. */
    EVERYONE
  }

  /** Checks that nothing is null, and escapes control characters in the title. */
  public SetupStatement {
    title = Printable.escape(title);
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(transaction, "transaction");
    Objects.requireNonNull(blocks, "blocks");
  }

  /** Creates a statement with {@link Transaction#TOGETHER} and {@link Blocks#NOBODY}. */
  public SetupStatement(String title, String sql) {
    this(title, sql, Transaction.TOGETHER, Blocks.NOBODY);
  }

  /**
   * Splits statements into transactions.
   *
   * @param statements statements of one table, in the order of its plan
   * @return the statements of each transaction; a statement with {@link Transaction#NONE} is alone
   */
  public static List<List<SetupStatement>> transactions(List<SetupStatement> statements) {
    List<List<SetupStatement>> transactions = new ArrayList<>();
    boolean open = false;
    for (SetupStatement statement : statements) {
      boolean together = statement.transaction() == Transaction.TOGETHER;
      if (!together || !open) {
        transactions.add(new ArrayList<>());
      }
      transactions.get(transactions.size() - 1).add(statement);
      open = together;
    }
    return transactions;
  }

  /** Returns the same statement with another value of {@link Transaction}. */
  public SetupStatement in(Transaction other) {
    return new SetupStatement(title, sql, other, blocks);
  }

  /** Returns the same statement with another value of {@link Blocks}. */
  public SetupStatement blocking(Blocks others) {
    return new SetupStatement(title, sql, transaction, others);
  }

  /** Returns the title. */
  @Override
  public String toString() {
    return title;
  }
}
