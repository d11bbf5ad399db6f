package io.lakehousesync.postgres;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.OutcomeUnknownException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in one READ COMMITTED transaction and sorts what can go wrong: before COMMIT was sent,
 * nothing was applied; an error that the server sent at COMMIT means a rollback; a connection lost
 * during COMMIT leaves the outcome unknown. Contention is tried again, as a whole transaction.
 */
final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  /** For this transaction only. */
  static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '30s'";

  /**
   * For this transaction only, so that a pooled session stays as its host has set it. READ
   * COMMITTED, because pg_lake fails every second writer of a table under the stricter levels. UTC,
   * because pg_lake ignores the time zone where it pushes an expression down, and PostgreSQL does
   * not.
   */
  private static final String SETTINGS =
      """
      SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
      SET LOCAL TimeZone = 'UTC';
      %s
      """
          .formatted(LOCK_TIMEOUT);

  private static final int ATTEMPTS = 4;
  private static final long FIRST_BACKOFF_MILLIS = 50;

  /** What runs inside; it may run several times. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private final DataSource dataSource;

  Transactions(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * @param what the work as a noun phrase, such as "copy of a -> b", which error messages begin
   *     with
   */
  <T> T run(String what, Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(what, work);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !SqlState.isContention(e)) {
          throw notApplied(what, e);
        }
        LOG.debug("{}: SQLSTATE {}, attempt {} of {}", what, e.getSQLState(), attempt, ATTEMPTS);
        backOff(what, attempt, e);
      }
    }
  }

  /** Throws an SQLException only if nothing was applied. */
  private <T> T once(String what, Work<T> work) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      T result;
      try {
        try (Statement statement = connection.createStatement()) {
          statement.execute(SETTINGS);
        }
        result = work.run(connection);
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
      commit(what, connection);
      return result;
    } finally {
      close(what, connection);
    }
  }

  /** That a connection could not be closed changes nothing of what it has committed. */
  private static void close(String what, Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("{}: the connection was not closed", what, e);
    }
  }

  private static void commit(String what, Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      if (SqlState.isRollback(e)) {
        throw e;
      }
      throw new OutcomeUnknownException(
          ("%s: the connection was lost during COMMIT (%s). It was applied as a whole or not at all;"
                  + " the next run finds out, and neither loses nor doubles a row.")
              .formatted(what, e.getMessage()),
          e);
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The transaction is gone with the connection; what matters is why.
      cause.addSuppressed(e);
    }
  }

  private static void backOff(String what, int attempt, SQLException cause) {
    long most = FIRST_BACKOFF_MILLIS << attempt;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notApplied(what + " (interrupted)", cause);
    }
  }

  static LakehouseSyncException notApplied(String what, SQLException e) {
    return new NotAppliedException(
        SqlState.canPass(e) ? Retry.SENSIBLE : Retry.POINTLESS,
        "%s failed: %s (SQLSTATE %s). Nothing was committed. %s"
            .formatted(what, e.getMessage(), SqlState.of(e), SqlState.advice(e)),
        e);
  }
}
