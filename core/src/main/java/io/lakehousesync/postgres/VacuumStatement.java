package io.lakehousesync.postgres;

import io.lakehousesync.TableName;
import io.lakehousesync.postgres.VacuumResult.Done;
import io.lakehousesync.postgres.VacuumResult.Failed;
import io.lakehousesync.postgres.VacuumResult.Incomplete;
import java.sql.Connection;
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

/**
 * Sends VACUUM, outside of a transaction, and cancels it when its time is over. Any number of
 * threads may use it.
 */
final class VacuumStatement {
  private static final Logger LOG = LoggerFactory.getLogger(PgLakeMaintenance.class);
  private static final String NOTICE = "00000";

  private final DataSource dataSource;
  private final Duration timeout;
  private final Set<Statement> underWay = new HashSet<>();

  VacuumStatement(DataSource dataSource, Duration timeout) {
    this.dataSource = dataSource;
    this.timeout = timeout;
  }

  VacuumResult run(TableName table) {
    try {
      return run(table, dataSource.getConnection());
    } catch (SQLException e) {
      return new Failed(Transactions.notApplied("VACUUM of " + table, e));
    }
  }

  private VacuumResult run(TableName table, Connection connection) {
    long started = System.nanoTime();
    List<String> reasons = new ArrayList<>();
    try (connection) {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        // Whole seconds, and zero would be forever.
        statement.setQueryTimeout(Math.toIntExact(Math.max(1, timeout.toSeconds())));
        add(statement);
        try {
          if (Thread.currentThread().isInterrupted()) {
            return new Incomplete(Duration.ZERO, List.of("It was not sent, for this host ends."));
          }
          statement.execute("VACUUM " + Sql.table(table));
        } finally {
          remove(statement);
        }
        reasons.addAll(warnings(statement));
      }
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

  /** Ends what is under way, which says that it was cancelled. */
  void cancel() {
    for (Statement statement : underWay()) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        LOG.debug("VACUUM could not be cancelled; it ends by its timeout", e);
      }
    }
  }

  private synchronized List<Statement> underWay() {
    return List.copyOf(underWay);
  }

  /** pg_lake goes on after most errors, and tells them as warnings. */
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
      return ("It was cancelled, after at most %d s: a writer may hold it up, or there is more to do"
              + " than fits. What it has done stays, and the next one goes on.")
          .formatted(timeout.toSeconds());
    }
    return "%s (SQLSTATE %s). %s".formatted(e.getMessage(), SqlState.of(e), SqlState.advice(e));
  }
}
