package io.lakehousesync.examples.trials.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.trials.workload.RowComparison;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchmarkResultTest {
  private static final RowComparison CLEAN = new RowComparison(1_000, 0, 0, 0, 0);
  private static final RowComparison STALE = new RowComparison(1_000, 0, 0, 3, 0);

  @Test
  void aLineHasTheMeasurements() {
    assertThat(result(Contestant.ARTICLE, 2_000, 100, STALE).line())
        .isEqualTo(
            "BENCHMARK kind=article by=hand rows_per_s=500 wal_bytes_per_row=10"
                + " heap_bytes_per_row=5 longest_write_ms=7 inserted_ms=100.0 updated_ms=200.0"
                + " wrong=3");
  }

  @Test
  void theLibraryIsComparedWithTheSqlThatItReplaces() {
    BenchmarkResult hand = result(Contestant.ARTICLE, 2_000, 100, STALE);
    BenchmarkResult library = result(Contestant.XID_APPEND, 1_000, 50, CLEAN);
    List<BenchmarkResult> all = List.of(hand, library);

    assertThat(library.comparison(all))
        .contains(
            "RATIO kind=xid-append to=article rows_per_s=2.00 wal_bytes=1.00 inserted_ms=0.50"
                + " updated_ms=0.50");
    assertThat(hand.comparison(all)).isEmpty();
  }

  @Test
  void theVerdictIsOnTheLibraryOnly() {
    BenchmarkResult hand = result(Contestant.ARTICLE, 2_000, 100, STALE);

    assertThat(BenchmarkResult.isLibraryRight(List.of(hand))).isTrue();
    assertThat(
            BenchmarkResult.isLibraryRight(
                List.of(hand, result(Contestant.XID_APPEND, 1_000, 50, STALE))))
        .isFalse();
  }

  private static BenchmarkResult result(
      Contestant contestant, long backlogMillis, long batchMillis, RowComparison score) {
    return new BenchmarkResult(
        contestant,
        new BacklogCost(
            1_000,
            Duration.ofMillis(backlogMillis),
            10_000,
            5_000,
            Optional.of(Duration.ofMillis(7))),
        Duration.ofMillis(batchMillis),
        Optional.of(Duration.ofMillis(2 * batchMillis)),
        score);
  }
}
