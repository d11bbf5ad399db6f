package io.lakehousesync.examples.peers;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What a copy cost, without a writer.
 *
 * @param clientSeconds CPU time of the process that copies
 * @param serverSeconds CPU time of PostgreSQL and its query engine
 */
record CopyCost(
    long rows, Duration took, OptionalDouble clientSeconds, OptionalDouble serverSeconds) {
  double rowsPerSecond() {
    return rows / (took.toNanos() / 1e9);
  }

  /** Returns the CPU time of the client for 1,000,000 rows, in seconds. */
  OptionalDouble clientPerMillion() {
    return perMillion(clientSeconds);
  }

  /** Returns the CPU time of the server for 1,000,000 rows, in seconds. */
  OptionalDouble serverPerMillion() {
    return perMillion(serverSeconds);
  }

  private OptionalDouble perMillion(OptionalDouble seconds) {
    return seconds.isPresent()
        ? OptionalDouble.of(seconds.getAsDouble() * 1e6 / rows)
        : OptionalDouble.empty();
  }
}
