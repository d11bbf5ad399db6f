package io.lakehousesync.examples.retail;

import io.lakehousesync.SyncReport;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** One line per batch and per sync. */
final class ProgressLines implements Progress {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintStream out;
  private final int total;

  ProgressLines(PrintStream out, int total) {
    this.out = out;
    this.total = total;
  }

  @Override
  public void wrote(int transactions) {
    out.printf(
        "[%s] %d/%d transactions%n",
        LocalTime.now(ZoneId.systemDefault()).format(TIME), transactions, total);
  }

  @Override
  public void synced(SyncReport report) {
    out.printf(
        "[%s]   synced %d rows in %d ms, freshness %d ms%n",
        LocalTime.now(ZoneId.systemDefault()).format(TIME),
        report.rows(),
        report.took().toMillis(),
        Progress.freshness(report).toMillis());
  }

  @Override
  public void finish() {}
}
