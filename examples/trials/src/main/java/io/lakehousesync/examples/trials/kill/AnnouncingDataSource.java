package io.lakehousesync.examples.trials.kill;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Announces calls to the server. A statement is announced after it was executed. A COMMIT is
 * announced twice: before and after its execution.
 */
final class AnnouncingDataSource {
  private final Announcer announcer;
  private final Step statement;

  private AnnouncingDataSource(Announcer announcer, Step statement) {
    this.announcer = announcer;
    this.statement = statement;
  }

  /**
   * Returns a data source with the same connections. Calls on these connections are announced.
   *
   * @param statement the step to announce for a statement
   */
  static DataSource of(DataSource delegate, Announcer announcer, Step statement) {
    AnnouncingDataSource announcing = new AnnouncingDataSource(announcer, statement);
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = invoke(delegate, method, arguments);
          return result instanceof Connection connection
              ? announcing.connection(connection)
              : result;
        });
  }

  private Connection connection(Connection delegate) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("commit")) {
            announcer.reached(Step.BEFORE_COMMIT);
            invoke(delegate, method, arguments);
            announcer.reached(Step.COMMITTED);
            return null;
          }
          Object result = invoke(delegate, method, arguments);
          if (result instanceof PreparedStatement prepared) {
            return statement(PreparedStatement.class, prepared);
          }
          return result instanceof Statement plain ? statement(Statement.class, plain) : result;
        });
  }

  private <T extends Statement> T statement(Class<T> type, T delegate) {
    return proxy(
        type,
        (proxy, method, arguments) -> {
          Object result = invoke(delegate, method, arguments);
          if (method.getName().startsWith("execute")) {
            announcer.reached(statement);
          }
          return result;
        });
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
        Proxy.newProxyInstance(
            AnnouncingDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
