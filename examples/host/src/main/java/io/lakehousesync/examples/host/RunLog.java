package io.lakehousesync.examples.host;

import io.lakehousesync.SyncListener;
import io.lakehousesync.TableReport;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.host.outage.Outages;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.report.Compaction;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts runs, and writes a line for each run that changed something or failed. It writes no line
 * for a failure that it has just reported, or for a failure during a reported outage.
 */
final class RunLog implements SyncListener {
  private final Output output;
  private final Outages outages;
  private final LongAdder runs = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /**
   * The failure that was reported last. One failure can end the runs of many tables, but is
   * reported only once.
   */
  private final AtomicReference<@Nullable LakehouseSyncException> reported =
      new AtomicReference<>();

  /** Tables whose open circuit was reported. */
  private final Set<SyncTable> open = ConcurrentHashMap.newKeySet();

  /**
   * Tables that another host copied when their run was due here, each with the name of that host.
   */
  private final Map<SyncTable, String> elsewhere = new ConcurrentHashMap<>();

  private final Set<SyncTable> reportedElsewhere = ConcurrentHashMap.newKeySet();

  /** The compactions that were reported. */
  private final Map<SyncTable, Compaction> compacted = new ConcurrentHashMap<>();

  /** The last problem of each table; an empty text if there is none. */
  private final Map<SyncTable, String> problems = new ConcurrentHashMap<>();

  private volatile Consumer<SyncTable> afterEachRun = table -> {};
  private volatile boolean once;

  private final List<SyncTable> tables = new ArrayList<>();
  private final Set<SyncTable> seen = new HashSet<>();

  /** How many tables have each guarantee. */
  private final Map<String, Integer> guarantees = new LinkedHashMap<>();

  private int inSync;
  private volatile boolean ended;

  RunLog(Output output, Outages outages) {
    this.output = output;
    this.outages = outages;
  }

  /**
   * Sets the tables. When each table has had its first run, lines summarize these runs; they are
   * repeated after the first run of a table that was added later.
   */
  synchronized void expect(Collection<SyncTable> tables) {
    this.tables.addAll(tables);
  }

  /** Reports errors that the doctor has found before the start. */
  void openErrors(Map<SyncTable, String> errors) {
    errors.forEach(
        (table, error) ->
            output.line(
                "%s may miss changes: %s".formatted(name(table), Printable.message(error)),
                JsonFields.of("type", "finding")
                    .and(JsonFields.of(table))
                    .and("error", error)
                    .map()));
  }

  /**
   * Returns the name of the heap table. If it is copied to several Iceberg tables, returns the
   * names of both.
   */
  private synchronized String name(SyncTable table) {
    long targets = tables.stream().filter(each -> each.source().equals(table.source())).count();
    return targets > 1 ? table.toString() : table.source().toString();
  }

  /**
   * Declares that each table runs only once. Then an open circuit is not reported, because no later
   * run follows.
   */
  void expectNoLaterRuns() {
    once = true;
  }

  /** Sets an action that is called after each later run. */
  void afterEachRun(Consumer<SyncTable> action) {
    afterEachRun = action;
  }

  /**
   * Ignores later runs. While the sync closes, it refuses new runs. Such a refusal is not a
   * failure.
   */
  void end() {
    ended = true;
  }

  @Override
  public synchronized void added(SyncTable table) {
    tables.add(table);
    output.line(
        "%s is new: it was set up, and is synced from now on".formatted(table),
        JsonFields.of("type", "added").and(JsonFields.of(table)).map());
  }

  /** Reports a table that {@code setup.auto} could not set up. */
  void notSetUp(SyncTable table, String reason) {
    output.line(
        "%s cannot be set up: %s".formatted(table, Printable.message(reason)),
        JsonFields.of("type", "not-set-up").and(JsonFields.of(table)).and("reason", reason).map());
  }

  @Override
  public void ended(TableReport report) {
    if (ended) {
      return;
    }
    runs.increment();
    rows.add(report.rows());
    if (!report.succeeded()) {
      failures.increment();
    }
    boolean problem = hasNewProblem(report);
    if (isLeftToAnother(report)) {
      output.line(
          "%s is copied by another host: %s"
              .formatted(report.table(), report.blockedBy().orElseThrow()),
          JsonFields.of(report));
    } else if (report.failure().map(this::isNews).orElse(report.changedSomething()) || problem) {
      output.line(RunLine.of(name(report.table()), report), JsonFields.of(report));
    }
    first(report);
    afterEachRun.accept(report.table());
  }

  /**
   * Records the table's problem. Returns whether the problem is new, so that it must be reported.
   */
  private boolean hasNewProblem(TableReport report) {
    String problem = report.problem().orElse("");
    return !problem.equals(problems.put(report.table(), problem)) && !problem.isEmpty();
  }

  /**
   * Writes one line when every table has had its first run. Without this line, a user could not see
   * that the sync works, because a run that finds nothing to copy writes no line.
   */
  private synchronized void first(TableReport report) {
    if (!seen.add(report.table())) {
      return;
    }
    if (report.succeeded() && report.remaining() == Remaining.NONE && report.problem().isEmpty()) {
      inSync++;
    }
    if (!report.guarantee().isEmpty()) {
      guarantees.merge(report.guarantee(), 1, Integer::sum);
    }
    if (seen.size() == tables.size()) {
      guarantees.forEach(
          (guarantee, count) ->
              output.text(
                  "%d %s: %s".formatted(count, count == 1 ? "table" : "tables", guarantee)));
      output.line(
          "%d of %d tables are in sync".formatted(inSync, tables.size()),
          JsonFields.of("type", "begun").and("tables", tables.size()).and("inSync", inSync).map());
    }
  }

  /**
   * Records whether another host copies the table. Returns whether to report that host, at most
   * once for each table.
   */
  private boolean isLeftToAnother(TableReport report) {
    if (report.remaining() != Remaining.ELSEWHERE) {
      elsewhere.remove(report.table());
      return false;
    }
    elsewhere.put(report.table(), report.blockedBy().orElse("another session"));
    return report.succeeded()
        && !report.changedSomething()
        && reportedElsewhere.add(report.table());
  }

  /**
   * Returns the other host that copied the table when its run was due here; empty if this host
   * copied the table.
   */
  Optional<String> copier(SyncTable table) {
    return Optional.ofNullable(elsewhere.get(table));
  }

  private boolean isNews(LakehouseSyncException failure) {
    return reported.getAndSet(failure) != failure && !outages.explains(failure);
  }

  @Override
  public void circuitOpened(SyncTable table, LakehouseSyncException failure, Duration probedEvery) {
    if (!once && !ended && !outages.explains(failure)) {
      open.add(table);
      output.line(
          "%s is tried every %d s from now on, until a run succeeds; the other tables continue"
              .formatted(table, probedEvery.toSeconds()),
          JsonFields.of("type", "circuit")
              .and(JsonFields.of(table))
              .and("state", "open")
              .and("probedEveryMs", probedEvery.toMillis())
              .map());
    }
  }

  /**
   * If this class has reported that the circuit opened, reports that it closed. At the end of an
   * outage of all tables, {@link Outages} writes one report instead.
   */
  @Override
  public void circuitClosed(SyncTable table) {
    if (open.remove(table) && !ended) {
      output.line(
          "%s is synced again".formatted(table),
          JsonFields.of("type", "circuit").and(JsonFields.of(table)).and("state", "closed").map());
    }
  }

  /** Reports an Iceberg table that needed VACUUM, and the result of compactions. */
  void maintained(MaintenanceReport report) {
    Optional<Compaction> compaction =
        report.lastCompaction().filter(last -> !last.equals(compacted.get(report.table())));
    compaction.ifPresent(last -> compacted.put(report.table(), last));
    if (ended) {
      return;
    }
    if (report.neededVacuum() || report.needsAttention()) {
      output.line(report.toString(), JsonFields.of(report));
    }
    compaction.ifPresent(
        last ->
            output.line(
                "compacted %s: %d data files became %d"
                    .formatted(report.table().target(), last.filesBefore(), last.filesAfter()),
                JsonFields.of("type", "compaction")
                    .and(JsonFields.of(report.table()))
                    .and("filesBefore", last.filesBefore())
                    .and("filesAfter", last.filesAfter())
                    .map()));
  }

  /** Reports a pass of the verification in the background, and changed differences. */
  void verified(TableVerification found) {
    if (!ended) {
      output.line(found.toString(), JsonFields.of(found));
    }
  }

  /** Returns how many runs have ended, including runs of unchanged tables. */
  long runs() {
    return runs.sum();
  }

  /** Returns how many rows were copied. */
  long rows() {
    return rows.sum();
  }

  /** Returns how many runs have failed. */
  long failures() {
    return failures.sum();
  }
}
