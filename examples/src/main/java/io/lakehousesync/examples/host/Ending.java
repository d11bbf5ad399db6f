package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncHealth;
import io.lakehousesync.Unfinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a sync, whether its time is up or the process was told to end. Thread-safe. */
final class Ending {
  private final LakehouseSync sync;
  private final Duration timeout;
  private final RunLog log;
  private final Output output;
  private final @Nullable Path summary;
  private final long started = System.nanoTime();
  private boolean ended;

  Ending(LakehouseSync sync, Duration timeout, RunLog log, Output output, @Nullable Path summary) {
    this.sync = sync;
    this.timeout = timeout;
    this.log = log;
    this.output = output;
    this.summary = summary;
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
    SyncHealth health = sync.health();
    List<Unfinished> left = sync.close(timeout);
    log.end();
    for (Unfinished run : left) {
      output.text(
          "left: %s while %s; the next start goes on from what is true then"
              .formatted(run.table(), run.step()));
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    Fields result =
        Fields.of("healthy", health.isHealthy())
            .and("status", Fields.word(health.status()))
            .and("runs", log.runs())
            .and("rows", log.rows())
            .and("failures", log.failures())
            .and("seconds", Math.round(seconds * 10) / 10.0)
            .and("left", left.stream().map(Fields::of).toList())
            .and("tables", health.tables().stream().map(Fields::of).toList());
    String json =
        output.result(
            "status=%s runs=%d rows=%d failures=%d left=%d seconds=%.1f"
                .formatted(
                    Fields.word(health.status()),
                    log.runs(),
                    log.rows(),
                    log.failures(),
                    left.size(),
                    seconds),
            result);
    if (summary != null) {
      write(summary, json);
    }
    return health.isHealthy() && left.isEmpty();
  }

  private static void write(Path file, String json) {
    try {
      Files.writeString(file, json + System.lineSeparator());
    } catch (IOException e) {
      System.err.printf("error: --summary %s cannot be written: %s%n", file, e);
    }
  }
}
