package io.lakehousesync.examples.host.query;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Cancels a statement when the process is asked to end, for example by Ctrl-C. Otherwise the server
 * would continue to run it. Thread-safe.
 */
final class Cancellation implements AutoCloseable {
  /** The end of the process waits at most this long for a server that does not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Statement statement;
  private final Thread hook = new Thread(this::cancelInTime, "cancel-query");
  private volatile boolean requested;

  private Cancellation(Statement statement) {
    this.statement = statement;
  }

  static Cancellation of(Statement statement) {
    Cancellation cancellation = new Cancellation(statement);
    Runtime.getRuntime().addShutdownHook(cancellation.hook);
    return cancellation;
  }

  /** Returns whether the process was asked to end. Then the statement may fail. */
  boolean isRequested() {
    return requested;
  }

  private void cancelInTime() {
    requested = true;
    Thread cancel = new Thread(this::cancel, "cancel-query-statement");
    cancel.setDaemon(true);
    cancel.start();
    try {
      cancel.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancel() {
    try {
      statement.cancel();
    } catch (SQLException e) {
      System.err.println("warning: the server may still run the statement: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM began to shut down after the check above. The hook finds a closed statement.
        return;
      }
    }
  }
}
