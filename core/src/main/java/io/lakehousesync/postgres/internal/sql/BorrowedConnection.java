package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection of the host's data source. {@link #close} restores the auto-commit mode of the
 * connection, and returns the connection to the data source. No other setting has to be restored,
 * because this library changes the settings of a session only inside of transactions.
 *
 * <p>This class refuses a connection that is already in a transaction of the host. A commit by this
 * library would also commit the work of the host in this transaction.
 */
public final class BorrowedConnection implements AutoCloseable {
  private static final String ACTIVE_TRANSACTION = "25001";

  private final Connection connection;
  private final boolean autoCommit;

  private BorrowedConnection(Connection connection) throws SQLException {
    this.connection = connection;
    this.autoCommit = connection.getAutoCommit();
  }

  /**
   * Borrows a connection for a transaction. The borrower ends the transaction before it closes the
   * connection.
   *
   * @param what the work as a noun phrase; an error message begins with it
   * @throws NotAppliedException if the connection is in a transaction already
   */
  public static BorrowedConnection forTransaction(DataSource dataSource, String what)
      throws SQLException {
    return borrow(dataSource, what, false);
  }

  /**
   * Borrows a connection in auto-commit mode. Each statement is a transaction of its own.
   *
   * @param what the work as a noun phrase; an error message begins with it
   * @throws NotAppliedException if the connection is in a transaction already
   */
  public static BorrowedConnection forStatements(DataSource dataSource, String what)
      throws SQLException {
    return borrow(dataSource, what, true);
  }

  private static BorrowedConnection borrow(DataSource dataSource, String what, boolean autoCommit)
      throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      if (isInTransaction(connection)) {
        throw inTransaction(what);
      }
      BorrowedConnection borrowed = new BorrowedConnection(connection);
      connection.setAutoCommit(autoCommit);
      return borrowed;
    } catch (SQLException | RuntimeException e) {
      giveBack(connection, e);
      throw e;
    }
  }

  private static void giveBack(Connection connection, Exception cause) {
    try {
      connection.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Returns the connection. Do not close it. */
  public Connection connection() {
    return connection;
  }

  /**
   * Gives the connection back. If a transaction is still open, the auto-commit mode is not
   * restored, because a change to auto-commit would commit this transaction.
   */
  @Override
  public void close() throws SQLException {
    try (connection) {
      if (connection.getAutoCommit() != autoCommit && !isInTransaction(connection)) {
        connection.setAutoCommit(autoCommit);
      }
    }
  }

  /**
   * Returns whether the session is in a transaction. The driver knows this without asking the
   * server. If a wrapper hides the driver, this method calls {@code setReadOnly} with the present
   * value. JDBC requires that this call fails in a transaction. Outside of a transaction the driver
   * sends nothing, because the value stays the same.
   */
  private static boolean isInTransaction(Connection connection) throws SQLException {
    if (driver(connection, PgConnection.class) instanceof PgConnection postgres) {
      return postgres.getTransactionState() != TransactionState.IDLE;
    }
    try {
      connection.setReadOnly(connection.isReadOnly());
      return false;
    } catch (SQLException e) {
      if (!ACTIVE_TRANSACTION.equals(e.getSQLState())) {
        throw e;
      }
      return true;
    }
  }

  /**
   * Returns the driver's connection. If a wrapper gives no access to the driver's connection,
   * returns the wrapper.
   */
  private static Object driver(Connection connection, Class<?> type) throws SQLException {
    return connection.isWrapperFor(type) ? connection.unwrap(type) : connection;
  }

  private static NotAppliedException inTransaction(String what) {
    return new NotAppliedException(
        Retry.POINTLESS,
        ("%s: the data source returned a connection that is in a transaction of the application."
                + " Nothing was executed, and that transaction goes on. Use a data source that"
                + " takes no part in transactions, such as the pool behind Spring's"
                + " TransactionAwareDataSourceProxy.")
            .formatted(what),
        null);
  }
}
