package io.lakehousesync.examples.trials.workload;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Data sources whose sessions differ from those of another data source. */
public final class DataSources {
  private DataSources() {}

  /** Returns a data source whose sessions have the rights of a role. */
  public static DataSource as(DataSource delegate, String role) {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = invoke(delegate, method, arguments);
          if (!(result instanceof Connection connection)) {
            return result;
          }
          execute(connection, "SET ROLE " + role);
          return proxy(
              Connection.class,
              (self, called, parameters) -> {
                if (called.getName().equals("close") && !connection.isClosed()) {
                  reset(connection);
                }
                return invoke(connection, called, parameters);
              });
        });
  }

  /** Ends the session's transaction, and gives the session its own role again. */
  private static void reset(Connection connection) throws SQLException {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      execute(connection, "RESET ROLE");
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    } catch (SQLException e) {
      // The adversary terminates sessions. The pool does not use a terminated session again.
      if (connection.isValid(1)) {
        throw e;
      }
    }
  }

  /** Returns a data source that changes the SQL of statements. */
  public static DataSource rewriting(DataSource delegate, UnaryOperator<String> rewrite) {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = invoke(delegate, method, arguments);
          return result instanceof Connection connection ? rewriting(connection, rewrite) : result;
        });
  }

  private static Connection rewriting(Connection connection, UnaryOperator<String> rewrite) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("prepareStatement") && arguments[0] instanceof String sql) {
            Object[] changed = arguments.clone();
            changed[0] = rewrite.apply(sql);
            return invoke(connection, method, changed);
          }
          Object result = invoke(connection, method, arguments);
          return method.getName().equals("createStatement") && result instanceof Statement statement
              ? rewriting(statement, rewrite)
              : result;
        });
  }

  private static Statement rewriting(Statement statement, UnaryOperator<String> rewrite) {
    return proxy(
        Statement.class,
        (proxy, method, arguments) -> {
          if (arguments != null && arguments.length == 1 && arguments[0] instanceof String sql) {
            return invoke(statement, method, new Object[] {rewrite.apply(sql)});
          }
          return invoke(statement, method, arguments);
        });
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static @Nullable Object invoke(
      Object target, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(DataSources.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
