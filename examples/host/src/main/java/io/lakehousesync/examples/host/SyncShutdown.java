package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableHealth;
import io.lakehousesync.Unfinished;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.host.outage.Outages;
import io.lakehousesync.examples.page.SyncWatch;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Ends a sync when its time is up, or when the process has received a signal. Thread-safe. */
final class SyncShutdown {
  private static final Duration WHILE_AWAY = Duration.ofSeconds(5);

  private final RunLog log;
  private final Outages outages;
  private final Output output;
  private final @Nullable Path summary;
  private final long started = System.nanoTime();
  private @Nullable LakehouseSync sync;
  private SyncWatch watch = new SyncWatch() {};
  private Duration timeout = Duration.ZERO;
  private Errors errors = tables -> Map.of();
  private boolean ended;

  SyncShutdown(RunLog log, Outages outages, Output output, @Nullable Path summary) {
    this.log = log;
    this.outages = outages;
    this.output = output;
    this.summary = summary;
  }

  /**
   * Sets the sync that is to be ended.
   *
   * @param watch closed before the sync; then receives the last state of the tables
   * @param timeout how long closing may take
   * @param errors returns errors that the runs did not detect; called at the end of the sync
   * @return false if the process has already received a signal; then the caller must not start
   *     anything
   */
  synchronized boolean begin(
      LakehouseSync begun, SyncWatch watch, Duration timeout, Errors errors) {
    sync = begun;
    this.watch = watch;
    this.timeout = timeout;
    this.errors = errors;
    return !ended;
  }

  /** Returns the tables with an open error, each with the error. */
  interface Errors {
    Map<SyncTable, String> of(Collection<SyncTable> tables);
  }

  /**
   * Runs work that uses the sync. If the sync is closed during the work, ignores the failure of the
   * work.
   *
   * @return the result of the work; false if the sync was closed during the work
   */
  boolean run(Work work) throws InterruptedException {
    try {
      return work.run();
    } catch (IllegalStateException e) {
      if (hasEnded()) {
        return false;
      }
      throw e;
    }
  }

  /** The work of {@link #run}. */
  interface Work {
    boolean run() throws InterruptedException;
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  /** Says that the process has received a signal, and ends the sync. */
  void stop() {
    boolean running;
    synchronized (this) {
      running = sync != null && !ended;
    }
    if (running) {
      output.text(
          "Stopping: each run ends after its current batch, at most %d s from now"
              .formatted(patience().toSeconds()));
    }
    end();
  }

  /**
   * Closes the sync, and writes the result. Only the first call does this. Later calls wait for the
   * first call.
   *
   * @return true if all tables were good and no run was left unfinished. Each later call returns
   *     false
   */
  synchronized boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    if (sync == null) {
      report("not-started", Optional.of("the process was stopped first"), List.of(), List.of());
      return false;
    }
    watch.close();
    List<TableHealth> atTheEnd = sync.health().tables();
    Optional<String> outage = outages.now();
    Map<SyncTable, String> open = outage.isPresent() ? Map.of() : openErrors(sync.tables());
    Map<SyncTable, TableHealth> later = new ConcurrentHashMap<>();
    LakehouseSync closing = sync;
    log.afterEachRun(table -> later.put(table, closing.health(table)));
    List<Unfinished> left = sync.close(patience());
    log.end();
    List<TableOutcome> tables =
        atTheEnd.stream()
            .map(health -> TableOutcome.newer(health, later.get(health.table())))
            .map(health -> TableOutcome.of(health, open.get(health.table())))
            .map(health -> new TableOutcome(health, log.copier(health.table())))
            .toList();
    watch.end(tables.stream().map(TableOutcome::health).toList());
    boolean good = tables.stream().allMatch(TableOutcome::isGood);
    Optional<String> down = good ? Optional.empty() : outage;
    Optional<String> reason = down.or(() -> TableOutcome.reason(tables));
    for (Unfinished run : left) {
      output.text(
          "left: %s while %s; the next start continues from what is committed"
              .formatted(run.table(), run.step()));
    }
    report(TableOutcome.word(tables), reason, tables, left);
    return good && left.isEmpty();
  }

  /**
   * Reads the open errors. If they cannot be read, every table gets an error, because no table is
   * known to be without errors.
   */
  private Map<SyncTable, String> openErrors(List<SyncTable> tables) {
    try {
      return errors.of(tables);
    } catch (LakehouseSyncException e) {
      String unknown = "whether changes are missing is unknown: " + e.getMessage();
      return tables.stream().collect(Collectors.toMap(table -> table, table -> unknown));
    }
  }

  /**
   * Returns how long closing may take. During an outage, this time is short, because runs that wait
   * for an unreachable server would not end in a longer time either.
   */
  private Duration patience() {
    boolean away = outages.now().isPresent() && timeout.compareTo(WHILE_AWAY) > 0;
    return away ? WHILE_AWAY : timeout;
  }

  private void report(
      String status, Optional<String> reason, List<TableOutcome> tables, List<Unfinished> left) {
    double seconds = (System.nanoTime() - started) / 1e9;
    String json =
        output.result(
            "status=%s runs=%d rows=%d failures=%d left=%d seconds=%.1f%s"
                .formatted(
                    status,
                    log.runs(),
                    log.rows(),
                    log.failures(),
                    left.size(),
                    seconds,
                    reason.map(why -> " reason=" + Printable.quoted(why)).orElse("")),
            JsonFields.of(
                    "healthy", !tables.isEmpty() && tables.stream().allMatch(TableOutcome::isGood))
                .and("status", status)
                .and("reason", reason)
                .and("runs", log.runs())
                .and("rows", log.rows())
                .and("failures", log.failures())
                .and("seconds", Math.round(seconds * 10) / 10.0)
                .and("left", left.stream().map(JsonFields::of).toList())
                .and("tables", tables.stream().map(TableOutcome::fields).toList()));
    if (summary != null) {
      write(summary, json);
    }
  }

  private static void write(Path file, String json) {
    try {
      Files.writeString(file, json + System.lineSeparator());
    } catch (IOException e) {
      System.err.printf("error: --summary %s cannot be written: %s%n", file, e);
    }
  }
}
