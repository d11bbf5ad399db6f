package io.lakehousesync.examples.load;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One batch that a host has copied, as it reports it.
 *
 * @param rows how many rows it had
 * @param took how long the copy took, COMMIT included
 * @param heapBytes the most that was in use after a garbage collection since the batch before
 */
record HostBatch(long rows, Duration took, long heapBytes) {
  private static final Pattern LINE = Pattern.compile("BATCH (\\d+) (\\d+) (\\d+)");

  String line() {
    return "BATCH %d %d %d".formatted(rows, took.toNanos(), heapBytes);
  }

  /** Reads a line; empty if it is something else that the host had to say. */
  static Optional<HostBatch> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new HostBatch(
                Long.parseLong(matcher.group(1)),
                Duration.ofNanos(Long.parseLong(matcher.group(2))),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }
}
