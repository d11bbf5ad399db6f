package io.lakehousesync.examples.retail;

import io.lakehousesync.SyncReport;
import java.io.PrintStream;
import java.time.Duration;

/** Shows the progress of a run: a bar on a terminal, plain lines elsewhere. */
interface Progress {
  /** Shows that a batch was written. */
  void wrote(int transactions);

  /** Shows that a sync succeeded. */
  void synced(SyncReport report);

  /** Ends the progress, so that the next output starts on a new line. */
  void finish();

  /**
   * Returns the form that fits the output.
   *
   * @param columns the terminal's width, or 0 if the output is not a terminal
   */
  static Progress of(PrintStream out, int total, int columns) {
    return columns > 0 ? new ProgressBar(out, total, columns) : new ProgressLines(out, total);
  }

  /** Returns the largest freshness lag of the tables of a report. */
  static Duration freshness(SyncReport report) {
    return report.tables().stream()
        .flatMap(table -> table.freshnessLag().stream())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
