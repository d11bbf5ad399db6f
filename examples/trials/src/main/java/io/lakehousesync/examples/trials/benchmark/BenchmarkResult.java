package io.lakehousesync.examples.trials.benchmark;

import io.lakehousesync.examples.trials.workload.RowComparison;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The measurements of one contestant.
 *
 * @param backlog the cost of the backlog whose copy took the median time
 * @param inserted the median time to copy a batch of new rows
 * @param updated the median time for updated rows; empty if updates are not copied
 */
record BenchmarkResult(
    Contestant contestant,
    BacklogCost backlog,
    Duration inserted,
    Optional<Duration> updated,
    RowComparison score) {
  /** The first lines of a Markdown table. */
  static final List<String> TABLE_HEAD =
      List.of(
          "| way | by | rows/s of a backlog | WAL per row | longest update | 1,000 inserted rows | 1,000 updated rows | wrong rows |",
          "|---|---|---|---|---|---|---|---|");

  /** Returns the line for standard output. */
  String line() {
    return ("BENCHMARK kind=%s by=%s rows_per_s=%.0f wal_bytes_per_row=%.0f"
            + " heap_bytes_per_row=%.0f longest_write_ms=%s inserted_ms=%.1f updated_ms=%s"
            + " wrong=%d")
        .formatted(
            contestant.name(),
            contestant.byHand().isPresent() ? "library" : "hand",
            backlog.rowsPerSecond(),
            backlog.walBytesPerRow(),
            backlog.heapBytesPerRow(),
            backlog.longestWrite().map(longest -> Long.toString(longest.toMillis())).orElse("-"),
            millis(inserted),
            updated.map(took -> "%.1f".formatted(millis(took))).orElse("-"),
            wrong());
  }

  /** Returns the row of a Markdown table. */
  String row() {
    return "| `%s` | %s | %,.0f | %.0f B | %s | %.1f ms | %s | %d |"
        .formatted(
            contestant.name(),
            contestant.byHand().isPresent() ? "the library" : "hand",
            backlog.rowsPerSecond(),
            backlog.walBytesPerRow(),
            backlog.longestWrite().map(longest -> longest.toMillis() + " ms").orElse("–"),
            millis(inserted),
            updated.map(took -> "%.1f ms".formatted(millis(took))).orElse("–"),
            wrong());
  }

  private long wrong() {
    return score.lost() + score.doubled() + score.stale() + score.ghosts();
  }

  /** Returns a line that compares the library with the hand-written SQL that it replaces. */
  Optional<String> comparison(List<BenchmarkResult> all) {
    return contestant
        .byHand()
        .flatMap(hand -> all.stream().filter(result -> result.contestant.equals(hand)).findFirst())
        .map(this::against);
  }

  private String against(BenchmarkResult hand) {
    return "RATIO kind=%s to=%s rows_per_s=%.2f wal_bytes=%.2f inserted_ms=%.2f updated_ms=%s"
        .formatted(
            contestant.name(),
            hand.contestant.name(),
            backlog.rowsPerSecond() / hand.backlog.rowsPerSecond(),
            (double) backlog.walBytes() / hand.backlog.walBytes(),
            millis(inserted) / millis(hand.inserted),
            updated
                .flatMap(took -> hand.updated.map(other -> millis(took) / millis(other)))
                .map("%.2f"::formatted)
                .orElse("-"));
  }

  /** Returns whether the tables that the library copied are correct. */
  static boolean isLibraryRight(List<BenchmarkResult> results) {
    return results.stream()
        .filter(result -> result.contestant.byHand().isPresent())
        .allMatch(result -> result.score.isClean());
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
