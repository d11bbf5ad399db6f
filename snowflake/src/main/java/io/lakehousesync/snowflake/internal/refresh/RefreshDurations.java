package io.lakehousesync.snowflake.internal.refresh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * Detects that the refreshes of a table become slow. Each refresh reads all manifests of the table
 * again, so it takes longer with each commit until a compaction. Not thread-safe.
 */
final class RefreshDurations {
  /** The number of refreshes from which a median is computed. */
  private static final int SAMPLE = 20;

  private static final int SLOWER = 3;
  private static final Duration HARMLESS = Duration.ofSeconds(5);

  private final Deque<Duration> latest = new ArrayDeque<>();
  private Optional<Duration> first = Optional.empty();
  private Duration warned = Duration.ZERO;

  /**
   * Adds the duration of a refresh.
   *
   * @return a warning if refreshes have become slow, or if they are twice as slow as at the last
   *     warning
   */
  Optional<String> add(Duration duration) {
    latest.addLast(duration);
    if (latest.size() < SAMPLE) {
      return Optional.empty();
    }
    Duration median = median();
    latest.clear();
    if (first.isEmpty()) {
      first = Optional.of(median);
      return Optional.empty();
    }
    boolean slow =
        median.compareTo(HARMLESS) > 0
            && median.compareTo(first.get().multipliedBy(SLOWER)) >= 0
            && median.compareTo(warned.multipliedBy(2)) >= 0;
    if (!slow) {
      return Optional.empty();
    }
    warned = median;
    return Optional.of(
        "refreshes take %d ms now, and took %d ms at first. Snowflake reads all manifests each time:"
                .formatted(median.toMillis(), first.get().toMillis())
            + " make sure that VACUUM compacts the Iceberg table in PostgreSQL");
  }

  private Duration median() {
    Duration[] sorted = latest.toArray(Duration[]::new);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
