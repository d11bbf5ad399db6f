package io.lakehousesync.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.jdbc.PgConnection;

/**
 * A data source that always returns the same connection, and never closes it. Records the state in
 * which each borrower gives it back.
 */
final class OneConnection implements AutoCloseable {
  /** Whether a borrower reaches the driver's connection, as with most pools. */
  enum Driver {
    REACHABLE,
    HIDDEN
  }

  private static final Set<String> STATEMENTS =
      Set.of("createStatement", "prepareStatement", "commit", "rollback");

  private final Connection connection;
  private final Driver driver;
  private final List<String> statements = new ArrayList<>();
  private final List<String> returned = new ArrayList<>();

  OneConnection(DataSource delegate, Driver driver) throws SQLException {
    this.connection = delegate.getConnection();
    this.driver = driver;
  }

  /** Returns the connection itself. What a test does with it is not recorded. */
  Connection connection() {
    return connection;
  }

  /** Returns the state at the end of each use. */
  List<String> returned() {
    return returned;
  }

  /** Returns the statements, commits and rollbacks of all borrowers. */
  List<String> statements() {
    return statements;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) ->
            method.getName().equals("getConnection") ? borrowed() : method.invoke(this));
  }

  private Connection borrowed() {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          String name = method.getName();
          if (name.equals("close")) {
            returned.add(state());
            return null;
          } else if (name.equals("isWrapperFor")) {
            return driver == Driver.REACHABLE && connection.isWrapperFor((Class<?>) arguments[0]);
          } else if (STATEMENTS.contains(name)) {
            statements.add(name);
          }
          try {
            return method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  /** Returns the state that a borrower may change, and that the next borrower would notice. */
  String state() throws SQLException {
    return "auto-commit %s, read-only %s, transaction %s"
        .formatted(
            connection.getAutoCommit(),
            connection.isReadOnly(),
            connection.unwrap(PgConnection.class).getTransactionState());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            OneConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
