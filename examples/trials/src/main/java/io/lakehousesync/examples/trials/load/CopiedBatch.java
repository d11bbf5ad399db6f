package io.lakehousesync.examples.trials.load;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch that a host copied and reported.
 *
 * @param rows the number of rows in the batch
 * @param took the duration of the copy, including COMMIT
 * @param heapBytes the largest heap usage after a garbage collection since the previous batch
 */
record CopiedBatch(long rows, Duration took, long heapBytes) {
  private static final Pattern LINE = Pattern.compile("BATCH (\\d+) (\\d+) (\\d+)");

  String line() {
    return "BATCH %d %d %d".formatted(rows, took.toNanos(), heapBytes);
  }

  /** Reads a line; empty if it does not report a batch. */
  static Optional<CopiedBatch> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new CopiedBatch(
                Long.parseLong(matcher.group(1)),
                Duration.ofNanos(Long.parseLong(matcher.group(2))),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }
}
