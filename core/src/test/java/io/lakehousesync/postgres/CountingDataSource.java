package io.lakehousesync.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** Records each call to the server: statements, commits and rollbacks. */
final class CountingDataSource {
  final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> prepared = new CopyOnWriteArrayList<>();
  private final DataSource delegate;

  CountingDataSource(DataSource delegate) {
    this.delegate = delegate;
  }

  DataSource dataSource() {
    return counting(DataSource.class, delegate);
  }

  /** Returns the prepared statements that begin like this. */
  List<String> prepared(String beginning) {
    return prepared.stream().filter(sql -> sql.startsWith(beginning)).toList();
  }

  private <T> T counting(Class<T> type, Object target) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          String name = method.getName();
          if (name.equals("prepareStatement")) {
            prepared.add((String) arguments[0]);
          }
          if (name.startsWith("execute") || name.equals("commit") || name.equals("rollback")) {
            calls.add(name + (arguments == null ? "" : " " + arguments[0]));
          }
          try {
            Object result = method.invoke(target, arguments);
            if (name.equals("unwrap")) {
              return result;
            }
            if (result instanceof Connection) {
              return counting(Connection.class, result);
            } else if (result instanceof PreparedStatement) {
              return counting(PreparedStatement.class, result);
            }
            return result instanceof Statement ? counting(Statement.class, result) : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(
        Proxy.newProxyInstance(
            CountingDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
