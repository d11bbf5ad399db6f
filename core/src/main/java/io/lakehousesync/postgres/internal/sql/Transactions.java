package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.text.PrintableThrowable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in one READ COMMITTED transaction. A failure before COMMIT means that nothing was
 * applied. An error that the server sends at COMMIT means a rollback. If the connection is lost
 * during COMMIT, the outcome is unknown. After contention the whole transaction is repeated.
 */
public final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  /** How long a statement waits for a lock. */
  public static final Duration LOCK_WAIT = Duration.ofSeconds(30);

  /** Limits how long a statement of this transaction waits for a lock. */
  public static final String LOCK_TIMEOUT = lockTimeout(LOCK_WAIT);

  /**
   * Settings that end with the transaction, so that a pooled session keeps the host's settings:
   *
   * <ul>
   *   <li>READ COMMITTED: with a stricter level, if two transactions write a table at the same
   *       time, the second transaction gets an error from pg_lake.
   *   <li>READ WRITE, and no notices and warnings: a function of a table's owner, which the planner
   *       calls, could leave another setting in the session, or fill the memory of the host.
   *   <li>Time zone UTC: PostgreSQL evaluates expressions in the session's time zone, but pg_lake's
   *       query engine ignores that time zone. With UTC, both give the same result.
   *   <li>No row security: a statement fails if a policy may hide rows. Otherwise hidden rows would
   *       look like deleted rows.
   *   <li>Texts of floating-point numbers are exact. Dates, intervals and bytea in a filter or an
   *       expression have PostgreSQL's own default form, whatever the role or the host has set. So
   *       have names of time zones and comparisons with NULL.
   *   <li>Names are quoted only if they need quotes.
   *   <li>Names without a schema are those of pg_catalog; see {@link SearchPath}.
   *   <li>The word NULL in the text of an array means a null, not the text NULL.
   *   <li>A backslash in a literal is a backslash: filters were checked with this meaning.
   * </ul>
   */
  private static final String SETTINGS =
      """
      SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
      SET LOCAL client_min_messages = error;
      SET LOCAL TimeZone = 'UTC';
      SET LOCAL row_security = off;
      SET LOCAL extra_float_digits = 1;
      SET LOCAL DateStyle = 'ISO, MDY';
      SET LOCAL IntervalStyle = 'postgres';
      SET LOCAL bytea_output = 'hex';
      SET LOCAL timezone_abbreviations = 'Default';
      SET LOCAL transform_null_equals = off;
      SET LOCAL quote_all_identifiers = off;
      SET LOCAL array_nulls = on;
      SET LOCAL standard_conforming_strings = on;
      %s;
      %s
      """
          .formatted(SearchPath.IN_TRANSACTION, LOCK_TIMEOUT);

  private static final int ATTEMPTS = 4;
  private static final long FIRST_BACKOFF_MILLIS = 50;

  /** The work inside of a transaction. It may run several times. */
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * Without parallel workers. PostgreSQL has eight worker processes by default, and pg_lake uses
   * them for each write. To start a worker also takes longer than to read a small table.
   */
  static final String NO_PARALLEL_WORKERS = "SET LOCAL max_parallel_workers_per_gather = 0";

  private static final String OF_COPIES = SETTINGS + ";\n" + NO_PARALLEL_WORKERS;

  private final DataSource dataSource;
  private final String settings;

  public Transactions(DataSource dataSource) {
    this(dataSource, SETTINGS);
  }

  private Transactions(DataSource dataSource, String settings) {
    this.dataSource = dataSource;
    this.settings = settings;
  }

  /** Returns transactions that use no parallel workers, for copies and for checks for changes. */
  public static Transactions ofCopies(DataSource dataSource) {
    return new Transactions(dataSource, OF_COPIES);
  }

  /** Returns the statement that limits how long a statement of a transaction waits for a lock. */
  public static String lockTimeout(Duration limit) {
    return "SET LOCAL lock_timeout = '%dms'".formatted(limit.toMillis());
  }

  /** Returns the same transactions, in which each statement waits for a lock for this time. */
  public Transactions withLockTimeout(Duration limit) {
    return new Transactions(dataSource, settings + ";\n" + lockTimeout(limit));
  }

  /** Returns the same transactions, in which each statement ends with an error after this time. */
  public Transactions withStatementTimeout(Duration timeout) {
    return new Transactions(
        dataSource,
        settings + ";\nSET LOCAL statement_timeout = '%dms'".formatted(timeout.toMillis()));
  }

  /**
   * Borrows a connection and runs work on it, in one transaction.
   *
   * @param what the work as a noun phrase, such as "copy of a -> b"; error messages begin with it
   * @throws NotAppliedException if the work failed before its commit, or the data source returned a
   *     connection that is in a transaction of the host
   * @throws OutcomeUnknownException if the connection was lost during the commit
   */
  public <T> T run(String what, Work<T> work) {
    return repeat(what, () -> once(what, work));
  }

  /** A transaction, from its begin to its commit. */
  interface Attempt<T> {
    T run() throws SQLException;
  }

  /** Runs a transaction, and repeats it after contention, up to {@value #ATTEMPTS} times in all. */
  static <T> T repeat(String what, Attempt<T> transaction) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transaction.run();
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !SqlState.isContention(e)) {
          throw notApplied(what, e);
        }
        LOG.debug("{}: SQLSTATE {}, attempt {} of {}", what, e.getSQLState(), attempt, ATTEMPTS);
        backOff(what, attempt, e);
      }
    }
  }

  /** Runs the work once. Throws an SQLException only if nothing was applied. */
  private <T> T once(String what, Work<T> work) throws SQLException {
    BorrowedConnection borrowed = BorrowedConnection.forTransaction(dataSource, what);
    try {
      return once(borrowed.connection(), what, settings, work);
    } finally {
      giveBack(what, borrowed);
    }
  }

  /**
   * Runs work once on a connection of the caller. Afterwards the connection is not in auto-commit
   * mode.
   *
   * @throws SQLException if nothing was applied
   */
  public static <T> T once(Connection connection, String what, Work<T> work) throws SQLException {
    return once(connection, what, SETTINGS, work);
  }

  private static <T> T once(Connection connection, String what, String settings, Work<T> work)
      throws SQLException {
    connection.setAutoCommit(false);
    T result;
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute(settings);
      }
      result = work.run(connection);
    } catch (SQLException | RuntimeException e) {
      rollBack(connection, e);
      throw e;
    }
    commit(what, connection);
    return result;
  }

  /**
   * Gives the connection back. If this fails, only logs the failure, because the failure does not
   * affect the commit.
   */
  private static void giveBack(String what, BorrowedConnection borrowed) {
    try {
      borrowed.close();
    } catch (SQLException e) {
      LOG.debug("{}: the connection was not given back as it came", what, PrintableThrowable.of(e));
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
          ("%s: the connection was lost during COMMIT (%s). Either everything was committed or"
                  + " nothing was. The next run finds out which, and neither loses nor duplicates a"
                  + " row.")
              .formatted(what, e.getMessage()),
          e);
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // A lost connection also ends the transaction. The first failure is the one to report.
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

  /** Returns the exception for work that failed before its commit. */
  public static LakehouseSyncException notApplied(String what, SQLException e) {
    return new NotAppliedException(
        SqlState.retry(e),
        "%s failed: %s (SQLSTATE %s). Nothing was committed. %s"
            .formatted(what, e.getMessage(), SqlState.of(e), SqlState.advice(e)),
        e);
  }
}
