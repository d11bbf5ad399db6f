package io.lakehousesync.postgres.internal.maintenance;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.sql.BorrowedConnection;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.postgres.report.VacuumResult.Done;
import io.lakehousesync.postgres.report.VacuumResult.Failed;
import io.lakehousesync.postgres.report.VacuumResult.Incomplete;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.PrintableThrowable;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends VACUUM outside of a transaction, and cancels it after a timeout. Thread-safe. */
public final class VacuumStatement {
  private static final Logger LOG = LoggerFactory.getLogger(VacuumStatement.class);
  private static final String NOTICE = "00000";

  private final DataSource dataSource;
  private final Duration timeout;
  private final Set<Statement> underWay = new HashSet<>();

  /** Creates a statement that is cancelled after a timeout. */
  public VacuumStatement(DataSource dataSource, Duration timeout) {
    this.dataSource = dataSource;
    this.timeout = timeout;
  }

  /** Runs VACUUM for a table. Never throws. If it fails, the result says why. */
  public VacuumResult run(TableName table) {
    String what = "VACUUM of " + table;
    try {
      return run(table, BorrowedConnection.forStatements(dataSource, what));
    } catch (SQLException e) {
      return new Failed(Transactions.notApplied(what, e));
    } catch (NotAppliedException e) {
      return new Failed(e);
    }
  }

  private VacuumResult run(TableName table, BorrowedConnection borrowed) {
    long started = System.nanoTime();
    List<String> reasons = new ArrayList<>();
    try (borrowed;
        Statement statement = borrowed.connection().createStatement()) {
      // JDBC counts in whole seconds. Zero would mean no timeout.
      statement.setQueryTimeout(Math.toIntExact(Math.max(1, timeout.toSeconds())));
      add(statement);
      try {
        if (Thread.currentThread().isInterrupted()) {
          return new Incomplete(
              Duration.ZERO, List.of("It was not sent, because this host is shutting down."));
        }
        statement.execute("VACUUM " + Sql.table(table));
      } finally {
        remove(statement);
      }
      reasons.addAll(warnings(statement));
    } catch (SQLException e) {
      reasons.add(reason(e));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    return reasons.isEmpty() ? new Done(took) : new Incomplete(took, reasons);
  }

  private synchronized void add(Statement statement) {
    underWay.add(statement);
  }

  private synchronized void remove(Statement statement) {
    underWay.remove(statement);
  }

  /** Cancels all running statements. Their results say that they were cancelled. */
  public void cancel() {
    for (Statement statement : underWay()) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        LOG.debug(
            "VACUUM could not be cancelled. It ends after its timeout.", PrintableThrowable.of(e));
      }
    }
  }

  private synchronized List<Statement> underWay() {
    return List.copyOf(underWay);
  }

  /** Returns the warnings. pg_lake continues after most errors, and reports them as warnings. */
  private static List<String> warnings(Statement statement) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (SQLWarning warning = statement.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      if (!NOTICE.equals(warning.getSQLState())) {
        texts.add("%s (SQLSTATE %s).".formatted(warning.getMessage(), warning.getSQLState()));
      }
    }
    return texts;
  }

  private String reason(SQLException e) {
    if (SqlState.isCancelled(e)) {
      return ("It was cancelled after at most %d s: a writer may have blocked it, or the table needs"
              + " more time. Its work so far is kept, and the next VACUUM continues.")
          .formatted(timeout.toSeconds());
    }
    return "%s (SQLSTATE %s). %s".formatted(e.getMessage(), SqlState.of(e), SqlState.advice(e));
  }
}
