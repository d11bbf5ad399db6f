package io.lakehousesync.examples.losstest;

import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Shows how far a run is: a bar on a terminal, a line now and then elsewhere. */
final class LossProgress {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final long SECONDS_BETWEEN_LINES = 5;
  private static final int BAR = 30;

  private final PrintStream out;
  private final Duration length;
  private final int columns;
  private long lineAt;

  /**
   * @param columns the terminal's width, or 0 if the output is not a terminal
   */
  LossProgress(PrintStream out, Duration length, int columns) {
    this.out = out;
    this.length = length;
    this.columns = columns;
  }

  void show(Duration passed, long transactions, long copies) {
    String text =
        "%d/%d s, %d transactions, %d copies"
            .formatted(passed.toSeconds(), length.toSeconds(), transactions, copies);
    if (columns > 0) {
      int done = (int) Math.min(BAR, BAR * passed.toMillis() / length.toMillis());
      String line = "[" + "#".repeat(done) + ".".repeat(BAR - done) + "] " + text;
      // Carriage return, the line without the last column, and "erase to end of line".
      out.print("\r" + line.substring(0, Math.min(columns - 1, line.length())) + "\u001b[K");
      out.flush();
    } else if (passed.toSeconds() >= lineAt) {
      out.printf("[%s] %s%n", LocalTime.now(ZoneId.systemDefault()).format(TIME), text);
      lineAt = passed.toSeconds() + SECONDS_BETWEEN_LINES;
    }
  }

  /** The next output starts on a line of its own. */
  void finish() {
    if (columns > 0) {
      out.println();
    }
  }
}
