package io.lakehousesync.examples.retail;

import io.lakehousesync.SyncReport;
import java.io.PrintStream;
import java.time.Duration;

/** Shows how far a run is: a bar on a terminal, plain lines elsewhere. */
interface Progress {
  /** A batch was written. */
  void wrote(int transactions);

  /** A sync went through. */
  void synced(SyncReport report);

  /** The run is over, well or not: the next output starts on a line of its own. */
  void finish();

  /**
   * The form that fits the output.
   *
   * @param columns the terminal's width, or 0 if the output is not a terminal
   */
  static Progress of(PrintStream out, int total, int columns) {
    return columns > 0 ? new ProgressBar(out, total, columns) : new ProgressLines(out, total);
  }

  /** The worst freshness over the tables of a report. */
  static Duration freshness(SyncReport report) {
    return report.tables().stream()
        .flatMap(table -> table.freshnessLag().stream())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
