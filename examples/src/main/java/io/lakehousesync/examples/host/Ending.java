package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.Unfinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The end of a sync, whether its time is up or the process was told to end. Thread-safe. */
final class Ending {
  private static final Duration WHILE_AWAY = Duration.ofSeconds(5);

  private final RunLog log;
  private final Outages outages;
  private final Output output;
  private final @Nullable Path summary;
  private final long started = System.nanoTime();
  private @Nullable LakehouseSync sync;
  private Duration timeout = Duration.ZERO;
  private boolean ended;

  Ending(RunLog log, Outages outages, Output output, @Nullable Path summary) {
    this.log = log;
    this.outages = outages;
    this.output = output;
    this.summary = summary;
  }

  /**
   * What is to be ended.
   *
   * @param timeout how long that may take
   * @return false if the process was told to end before, so that nothing must be started
   */
  synchronized boolean begin(LakehouseSync begun, Duration timeout) {
    sync = begun;
    this.timeout = timeout;
    return !ended;
  }

  /**
   * Does what a sync refuses that was ended meanwhile.
   *
   * @return what the work returns; false if the process was told to end before
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

  /** What {@link #run} does. */
  interface Work {
    boolean run() throws InterruptedException;
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  /**
   * Ends the sync, and tells how it went. Does so once; who comes later waits.
   *
   * @return whether everything was as it should be
   */
  synchronized boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    if (sync == null) {
      tell("not-started", Optional.of("it was told to end first"), List.of(), List.of());
      return false;
    }
    List<TableOutcome> tables =
        sync.health().tables().stream()
            .map(health -> new TableOutcome(health, log.copier(health.table())))
            .toList();
    boolean good = tables.stream().allMatch(TableOutcome::isGood);
    Optional<String> down = good ? Optional.empty() : outages.now();
    Optional<String> reason = down.or(() -> TableOutcome.reason(tables));
    List<Unfinished> left = sync.close(patience());
    log.end();
    for (Unfinished run : left) {
      output.text(
          "left: %s while %s; the next start goes on from what is true then"
              .formatted(run.table(), run.step()));
    }
    tell(TableOutcome.word(tables), reason, tables, left);
    return good && left.isEmpty();
  }

  /** What waits for a server that is away does not end by waiting for longer. */
  private Duration patience() {
    boolean away = outages.now().isPresent() && timeout.compareTo(WHILE_AWAY) > 0;
    return away ? WHILE_AWAY : timeout;
  }

  private void tell(
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
                    reason.map(" reason=\"%s\""::formatted).orElse("")),
            Fields.of(
                    "healthy", !tables.isEmpty() && tables.stream().allMatch(TableOutcome::isGood))
                .and("status", status)
                .and("reason", reason)
                .and("runs", log.runs())
                .and("rows", log.rows())
                .and("failures", log.failures())
                .and("seconds", Math.round(seconds * 10) / 10.0)
                .and("left", left.stream().map(Fields::of).toList())
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
