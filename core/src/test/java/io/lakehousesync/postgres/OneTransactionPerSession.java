package io.lakehousesync.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import javax.sql.DataSource;

/**
 * A data source whose connections continue in another session after each COMMIT and ROLLBACK, as
 * those of a connection pooler can. The sessions take turns.
 */
final class OneTransactionPerSession {
  private OneTransactionPerSession() {}

  static DataSource of(Connection... sessions) {
    Deque<Connection> turns = new ArrayDeque<>(Arrays.asList(sessions));
    Connection connection =
        (Connection)
            Proxy.newProxyInstance(
                OneTransactionPerSession.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  try {
                    return switch (method.getName()) {
                      case "close", "abort" -> null;
                      case "setAutoCommit" -> {
                        for (Connection session : turns) {
                          session.setAutoCommit((Boolean) arguments[0]);
                        }
                        yield null;
                      }
                      default -> method.invoke(turns.getFirst(), arguments);
                    };
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  } finally {
                    if (method.getName().equals("commit") || method.getName().equals("rollback")) {
                      turns.addLast(turns.removeFirst());
                    }
                  }
                });
    return (DataSource)
        Proxy.newProxyInstance(
            OneTransactionPerSession.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> connection);
  }
}
