package io.lakehousesync.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Keeps sessions for later tests, because a new session takes longer than most tests need for their
 * statements. A session that comes back is reset by DISCARD ALL. There is no limit.
 */
final class SessionPool {
  private final DataSource dataSource;
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  private SessionPool(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  static DataSource of(DataSource dataSource) {
    SessionPool pool = new SessionPool(dataSource);
    return (DataSource)
        Proxy.newProxyInstance(
            SessionPool.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) ->
                method.getName().equals("getConnection") && method.getParameterCount() == 0
                    ? pool.borrow()
                    : method.invoke(dataSource, arguments));
  }

  private Connection borrow() throws SQLException {
    Connection found = idle.poll();
    while (found != null && !found.isValid(5)) {
      found.close();
      found = idle.poll();
    }
    Connection session = found == null ? dataSource.getConnection() : found;
    AtomicBoolean open = new AtomicBoolean(true);
    return (Connection)
        Proxy.newProxyInstance(
            SessionPool.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "close" -> {
                  if (open.getAndSet(false)) {
                    giveBack(session);
                  }
                  return null;
                }
                case "isClosed" -> {
                  return !open.get() || session.isClosed();
                }
                case "equals" -> {
                  return proxy == arguments[0];
                }
                default -> {
                  if (!open.get()) {
                    throw new SQLException("This connection has been closed.", "08003");
                  }
                  try {
                    return method.invoke(session, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }
              }
            });
  }

  private void giveBack(Connection session) throws SQLException {
    try (Statement statement = session.createStatement()) {
      if (!session.getAutoCommit()) {
        session.rollback();
        session.setAutoCommit(true);
      }
      session.setReadOnly(false);
      statement.execute("DISCARD ALL");
      session.clearWarnings();
      idle.push(session);
    } catch (SQLException lost) {
      session.close();
    }
  }
}
