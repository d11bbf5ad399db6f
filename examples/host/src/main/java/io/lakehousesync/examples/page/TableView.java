package io.lakehousesync.examples.page;

import io.lakehousesync.RunStep;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.verify.TableVerification;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the page shows of one table at one moment. Texts from elsewhere have escapes in place of
 * control characters. Immutable.
 *
 * @param id the table's number in the sync, from 0
 * @param table the heap table's name
 * @param target the Iceberg table's name
 * @param status the health of the table
 * @param reason why the table has this status; empty if it is fresh
 * @param completeThrough the time up to which the catalog is complete, or the Iceberg table if
 *     there is no catalog; empty if it is unknown
 * @param steps the state of each step
 * @param runOfSteps the run to which the states belong; empty if it has not ended
 * @param stepSince when the step began that is running; empty if no step is running
 * @param rowsOfRun the rows that the run under way has copied so far
 * @param confirmed whether the last run ended with a catalog that serves the newest snapshot
 * @param snapshot the name of the newest metadata file that a run has found
 * @param catalog the result of the last refresh in a word, such as "refreshed" or "none"
 * @param lastRun the last run
 * @param totals what all runs did together
 * @param circuitOpen whether the table is retried only rarely, because its runs keep failing
 * @param blockedBy what must end before the remaining rows can be copied
 * @param lastError the last failure, even if later runs succeeded
 * @param verification what the verification in the background has found; empty if the table was not
 *     verified
 * @param files the newest count of files
 * @param guarantee what the tracking captures; empty until the first run has ended
 */
record TableView(
    int id,
    String table,
    String target,
    Status status,
    Optional<String> reason,
    Optional<Instant> completeThrough,
    Map<RunStep, StepState> steps,
    Optional<RunView> runOfSteps,
    Optional<Instant> stepSince,
    long rowsOfRun,
    boolean confirmed,
    Optional<String> snapshot,
    Optional<String> catalog,
    Optional<RunView> lastRun,
    Totals totals,
    boolean circuitOpen,
    Optional<String> blockedBy,
    Optional<Failure> lastError,
    Optional<TableVerification> verification,
    Optional<FilesView> files,
    String guarantee) {

  /**
   * Tables that need attention come first. Among tables with the same problem, those come first
   * that are incomplete for the longest time. Fresh tables are sorted by name, so that they keep
   * their places.
   */
  static final Comparator<TableView> BY_NEED =
      Comparator.comparing(TableView::status, Comparator.reverseOrder())
          .thenComparing(
              view ->
                  view.status == Status.FRESH
                      ? Instant.MIN
                      : view.completeThrough.orElse(Instant.MIN))
          .thenComparing(TableView::table)
          .thenComparing(TableView::id);

  /**
   * What all runs since the start did together.
   *
   * @param runs the number of runs that have ended, including runs of an unchanged table
   * @param rows the number of copied rows
   * @param failures the number of runs that failed
   */
  record Totals(long runs, long rows, long failures) {
    static final Totals NONE = new Totals(0, 0, 0);

    Totals plus(long rows, boolean succeeded) {
      return new Totals(runs + 1, this.rows + rows, failures + (succeeded ? 0 : 1));
    }
  }

  /**
   * A failure.
   *
   * @param at when its run ended
   * @param message what happened, what is true now, and what to do
   */
  record Failure(Instant at, String message) {}

  TableView {
    steps = Collections.unmodifiableMap(new EnumMap<>(steps));
  }
}
