package io.lakehousesync.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Runs a hook: once, just before the first statement with a given beginning, or on each connection.
 */
final class HookedDataSource {
  /** The hook. */
  interface Action {
    void run() throws Exception;
  }

  /** What to do with a new connection. */
  interface Preparation {
    void prepare(Connection connection) throws Exception;
  }

  private HookedDataSource() {}

  /** Prepares each connection before it is used. */
  static DataSource onConnect(DataSource delegate, Preparation preparation) {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = invoke(delegate, method, arguments);
          if (result instanceof Connection connection) {
            preparation.prepare(connection);
          }
          return result;
        });
  }

  static DataSource before(String words, DataSource delegate, Action action) {
    AtomicBoolean happened = new AtomicBoolean();
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = invoke(delegate, method, arguments);
          return result instanceof Connection connection
              ? hooked(connection, words, action, happened)
              : result;
        });
  }

  private static Connection hooked(
      Connection connection, String words, Action action, AtomicBoolean happened) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          boolean now =
              method.getName().equals("prepareStatement")
                  && ((String) arguments[0]).startsWith(words);
          if (now && !happened.getAndSet(true)) {
            action.run();
          }
          return invoke(connection, method, arguments);
        });
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
            HookedDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
