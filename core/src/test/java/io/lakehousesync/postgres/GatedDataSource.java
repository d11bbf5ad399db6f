package io.lakehousesync.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/** Delays one call to the server until a test opens the gate. */
final class GatedDataSource {
  /** Where the call is delayed. */
  enum Gate {
    /** Before the statement that writes to the Iceberg table. */
    BEFORE_INSERT,
    /** Before COMMIT. */
    BEFORE_COMMIT,
    /** After COMMIT, before its response. */
    AFTER_COMMIT
  }

  private final DataSource delegate;
  private final Gate gate;
  private final Semaphore leave = new Semaphore(0);

  GatedDataSource(DataSource delegate, Gate gate) {
    this.delegate = delegate;
    this.gate = gate;
  }

  boolean isReached() {
    return leave.hasQueuedThreads();
  }

  void open() {
    leave.release(1_000);
  }

  DataSource dataSource() {
    return gated(DataSource.class, delegate);
  }

  private <T> T gated(Class<T> type, Object target) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          boolean commit = method.getName().equals("commit");
          boolean before =
              gate == Gate.BEFORE_COMMIT
                  ? commit
                  : gate == Gate.BEFORE_INSERT && writes(target, method);
          if (before) {
            leave.acquireUninterruptibly();
          }
          Object result = invoke(target, method, arguments);
          if (commit && gate == Gate.AFTER_COMMIT) {
            leave.acquireUninterruptibly();
          }
          if (result instanceof Connection) {
            return gated(Connection.class, result);
          }
          return result instanceof PreparedStatement
              ? gated(PreparedStatement.class, result)
              : result;
        };
    return type.cast(
        Proxy.newProxyInstance(
            GatedDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static boolean writes(Object target, Method method) {
    return target instanceof Statement
        && method.getName().equals("executeLargeUpdate")
        && target.toString().startsWith("INSERT INTO");
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
