package io.lakehousesync.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** Ends the backend of its connections at one of the calls to the server. */
final class InterruptingDataSource {
  /** When to end the backend. */
  enum Moment {
    /** Before the call, so that it is not executed. */
    BEFORE,
    /** After the call, so that its response is lost. */
    AFTER
  }

  /** Which calls count. */
  enum Calls {
    ALL,
    /**
     * Commits, and statements outside of a transaction. An interruption within a transaction rolls
     * it back, so that the database is as after the last one of these.
     */
    DURABLE
  }

  private final DataSource delegate;
  private final int atCall;
  private final Moment moment;
  private final Calls counted;
  private final AtomicInteger calls = new AtomicInteger();

  InterruptingDataSource(DataSource delegate, int atCall, Moment moment) {
    this(delegate, atCall, moment, Calls.ALL);
  }

  InterruptingDataSource(DataSource delegate, int atCall, Moment moment, Calls counted) {
    this.delegate = delegate;
    this.atCall = atCall;
    this.moment = moment;
    this.counted = counted;
  }

  /** Returns whether the work ended before the call that should be interrupted. */
  boolean wasSpared() {
    return calls.get() < atCall;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = invoke(delegate, method, arguments);
          return result instanceof Connection connection ? interrupting(connection) : result;
        });
  }

  private Connection interrupting(Connection connection) throws SQLException {
    int backend = backend(connection);
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("commit")) {
            return interrupt(connection, method, arguments, backend);
          }
          Object result = invoke(connection, method, arguments);
          if (result instanceof PreparedStatement statement) {
            return statement(PreparedStatement.class, statement, connection, backend);
          }
          return result instanceof Statement statement
              ? statement(Statement.class, statement, connection, backend)
              : result;
        });
  }

  private <T extends Statement> T statement(
      Class<T> type, T statement, Connection connection, int backend) {
    return proxy(
        type,
        (proxy, method, arguments) ->
            method.getName().startsWith("execute")
                    && (counted == Calls.ALL || connection.getAutoCommit())
                ? interrupt(statement, method, arguments, backend)
                : invoke(statement, method, arguments));
  }

  private Object interrupt(Object target, Method method, Object[] arguments, int backend)
      throws Throwable {
    if (calls.incrementAndGet() != atCall) {
      return invoke(target, method, arguments);
    }
    if (moment == Moment.AFTER) {
      invoke(target, method, arguments);
      terminate(backend);
      throw new PSQLException("the answer is lost", PSQLState.CONNECTION_FAILURE);
    }
    terminate(backend);
    return invoke(target, method, arguments);
  }

  private static int backend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void terminate(int backend) throws SQLException {
    TestSchema.execute("SELECT pg_terminate_backend(%d, 10000)".formatted(backend));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            InterruptingDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
