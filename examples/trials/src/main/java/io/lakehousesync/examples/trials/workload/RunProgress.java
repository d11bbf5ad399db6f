package io.lakehousesync.examples.trials.workload;

import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Shows the progress of a run: a bar on a terminal, a line every few seconds elsewhere. */
public final class RunProgress {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int BAR = 30;

  private final PrintStream out;
  private final int columns;
  private final long started = System.nanoTime();
  private Duration lineAt = Duration.ZERO;

  /**
   * Creates the progress of a run that begins now.
   *
   * @param columns the terminal's width, or 0 if the output is not a terminal
   */
  public RunProgress(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  /**
   * Shows the state if the time for a new line has come.
   *
   * @param text the text to show. It begins with {@code done} and {@code all}, and names their
   *     units
   */
  public void show(long done, long all, String text) {
    Duration passed = Duration.ofNanos(System.nanoTime() - started);
    if (columns > 0) {
      int filled = (int) Math.min(BAR, BAR * done / all);
      String line = "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + text;
      // Writes a carriage return, the line without the last column, and "erase to end of line".
      out.print("\r" + line.substring(0, Math.min(columns - 1, line.length())) + "\u001b[K");
      out.flush();
    } else if (passed.compareTo(lineAt) >= 0) {
      out.printf("[%s] %s%n", LocalTime.now(ZoneId.systemDefault()).format(TIME), text);
      lineAt = passed.plus(BETWEEN_LINES);
    }
  }

  /** Ends the bar, so that the next output starts on a new line. */
  public void finish() {
    if (columns > 0) {
      out.println();
    }
  }
}
