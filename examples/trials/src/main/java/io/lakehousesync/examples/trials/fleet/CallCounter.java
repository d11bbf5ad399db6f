package io.lakehousesync.examples.trials.fleet;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** Counts what connections send to the server: statements, COMMIT and ROLLBACK. */
final class CallCounter {
  private static final Set<String> ENDS = Set.of("commit", "rollback");

  private final LongAdder count = new LongAdder();

  /** Returns a data source with the same connections. Calls on these connections are counted. */
  DataSource of(DataSource delegate) {
    return counted(DataSource.class, delegate);
  }

  /** Returns the number of calls since the last call of this method. */
  long take() {
    return count.sumThenReset();
  }

  private <T> T counted(Class<T> type, Object target) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("execute") || ENDS.contains(method.getName())) {
            count.increment();
          }
          try {
            Object result = method.invoke(target, arguments);
            if (method.getName().equals("unwrap")) {
              return result;
            } else if (result instanceof Connection) {
              return counted(Connection.class, result);
            } else if (result instanceof PreparedStatement) {
              return counted(PreparedStatement.class, result);
            }
            return result instanceof Statement ? counted(Statement.class, result) : result;
          } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
          }
        };
    return type.cast(
        Proxy.newProxyInstance(CallCounter.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
