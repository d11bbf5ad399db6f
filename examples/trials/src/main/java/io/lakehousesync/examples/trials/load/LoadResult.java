package io.lakehousesync.examples.trials.load;

import io.lakehousesync.examples.cli.UserException;
import java.time.Duration;

/**
 * The result of a load test.
 *
 * @param rows rows of the large heap table at the end
 * @param lost rows that its Iceberg table lacks, or has with other values
 * @param doubled rows that its Iceberg table has more than once
 * @param heapFirst the largest heap usage after a garbage collection, in the first third of the
 *     load
 * @param heapLast the largest heap usage after a garbage collection, in the last third of the load
 * @param before the median cost of a small batch in a small table
 * @param after the median cost of a small batch in the large table
 */
record LoadResult(
    long rows,
    long lost,
    long doubled,
    long heapFirst,
    long heapLast,
    Duration before,
    Duration after) {
  private static final double MOST_RATIO = 1.2;

  /** Memory that new classes and caches may use. */
  private static final long HEAP_NOISE = 8L << 20;

  double ratio() {
    return (double) after.toNanos() / before.toNanos();
  }

  /** Returns the line for standard output. */
  String line() {
    return ("LOAD rows=%d lost=%d doubled=%d heap_max_mib=%d heap_first_third_mib=%d"
            + " heap_last_third_mib=%d batch_ms_before=%.1f batch_ms_after=%.1f ratio=%.2f")
        .formatted(
            rows,
            lost,
            doubled,
            mebibytes(Math.max(heapFirst, heapLast)),
            mebibytes(heapFirst),
            mebibytes(heapLast),
            before.toNanos() / 1e6,
            after.toNanos() / 1e6,
            ratio());
  }

  /**
   * Returns the outcome as a sentence.
   *
   * @throws UserException if rows are lost or doubled, memory grows, or a small batch costs more
   */
  String verdict() {
    require(lost == 0 && doubled == 0, "The load lost or doubled rows");
    require(heapLast <= heapFirst * 5 / 4 + HEAP_NOISE, "The host's memory grew with the load");
    require(
        ratio() <= MOST_RATIO,
        "A small batch costs more than %.1f times as much in the large table"
            .formatted(MOST_RATIO));
    return "Nothing lost or doubled, at constant memory, and a small batch costs what it did.";
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new UserException(
          UserException.Kind.FAILURE, otherwise + ": see the line above.", null);
    }
  }

  private static long mebibytes(long bytes) {
    return Math.round(bytes / (double) (1 << 20));
  }
}
