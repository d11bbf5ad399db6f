package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records which statements a set-up or a teardown has run. Creates the exceptions that stop the
 * work.
 */
final class SetupProgress {
  private final String what;
  private final Consumer<SetupStatement> listener;
  private final List<SetupStatement> statements = new ArrayList<>();
  private final List<String> finishedTables = new ArrayList<>();
  private int ofFinishedTables;
  private String step = "";

  SetupProgress(String what, Consumer<SetupStatement> listener) {
    this.what = what;
    this.listener = listener;
  }

  String what() {
    return what;
  }

  /** Records the step that begins now. */
  void at(String next) {
    step = next;
  }

  String step() {
    return step;
  }

  /** Records statements that are committed. */
  void done(List<SetupStatement> committed) {
    statements.addAll(committed);
    committed.forEach(listener);
  }

  void finished(SyncTable table) {
    finishedTables.add(table.toString());
    ofFinishedTables = statements.size();
  }

  List<SetupStatement> statements() {
    return List.copyOf(statements);
  }

  NotAppliedException didNotBegin(String why, String holder) {
    return new NotAppliedException(
        Retry.SENSIBLE,
        "%s stopped, because %s: %s. %s Run it again when that session has ended."
            .formatted(what, why, holder, state()),
        null);
  }

  NotAppliedException locked(TableName table, Duration waited, String why, SQLException cause) {
    return new NotAppliedException(
        Retry.SENSIBLE,
        ("%s stopped at: %s. Its attempts to lock %s failed for %d s, because %s. %s End these"
                + " sessions or wait for them, and run it again: it continues.")
            .formatted(what, step, table, waited.toSeconds(), why, state()),
        cause);
  }

  NotAppliedException failed(String at, SQLException e) {
    at(at);
    return failed(e);
  }

  NotAppliedException failed(SQLException e) {
    return new NotAppliedException(
        SqlState.retry(e),
        "%s stopped at: %s. %s (SQLSTATE %s). %s %s"
            .formatted(what, step, e.getMessage(), SqlState.of(e), state(), SqlState.advice(e)),
        e);
  }

  OutcomeUnknownException unknown(SQLException e) {
    return new OutcomeUnknownException(
        ("%s stopped at: %s. The connection was lost: %s. PostgreSQL may still execute the"
                + " statement, or may have left an unfinished index. %s Run it again: it waits for"
                + " PostgreSQL, and continues.")
            .formatted(what, step, e.getMessage(), state()),
        e);
  }

  NotAppliedException interrupted(InterruptedException e) {
    return new NotAppliedException(
        Retry.SENSIBLE,
        "%s was interrupted while it waited for a lock, at: %s. %s Run it again: it continues."
            .formatted(what, step, state()),
        e);
  }

  /** Returns what is true now, as a sentence. */
  private String state() {
    if (statements.isEmpty()) {
      return "Nothing was changed.";
    }
    List<String> done = new ArrayList<>();
    if (!finishedTables.isEmpty()) {
      done.add("all of " + String.join(", ", finishedTables));
    }
    statements.subList(ofFinishedTables, statements.size()).stream()
        .map(SetupStatement::title)
        .forEach(done::add);
    return "This was done before and stays: %s.".formatted(String.join("; ", done));
  }
}
