package io.lakehousesync.examples.retail;

import io.lakehousesync.SyncReport;
import java.io.PrintStream;

/** One line of a terminal, redrawn at each step. */
final class ProgressBar implements Progress {
  private static final int WIDEST = 100;

  private final PrintStream out;
  private final int total;
  private final int columns;
  private final long started = System.nanoTime();
  private int transactions;
  private long rows;
  private String freshness = "-";

  ProgressBar(PrintStream out, int total, int columns) {
    this.out = out;
    this.total = total;
    // The last column stays free, because some terminals start a new line when it is written.
    this.columns = Math.min(columns, WIDEST) - 1;
  }

  @Override
  public void wrote(int transactions) {
    this.transactions = transactions;
    draw();
  }

  @Override
  public void synced(SyncReport report) {
    rows += report.rows();
    freshness = Progress.freshness(report).toMillis() + " ms";
    draw();
  }

  @Override
  public void finish() {
    out.println();
    out.flush();
  }

  private void draw() {
    double seconds = (System.nanoTime() - started) / 1e9;
    // Columns of fixed width, so that the bar does not jump.
    String text =
        (" %" + String.valueOf(total).length() + "d/%d transactions, %6.0f rows/s, freshness %8s")
            .formatted(transactions, total, rows / seconds, freshness);
    int width = columns - text.length() - 2;
    String line = width < 4 ? text.strip() : "[" + bar(width) + "]" + text;
    // Writes a carriage return, the line, and "erase to end of line", which removes the rest of a
    // longer line.
    out.print("\r" + line.substring(0, Math.min(columns, line.length())) + "\u001b[K");
    out.flush();
  }

  private String bar(int width) {
    int done = total == 0 ? width : (int) ((long) width * transactions / total);
    return "#".repeat(done) + ".".repeat(width - done);
  }
}
