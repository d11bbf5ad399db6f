package io.lakehousesync.examples.trials.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.cli.UserException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadResultTest {
  private static final long MIB = 1 << 20;
  private static final Duration FAST = Duration.ofMillis(100);

  @Test
  void isGoodIfNothingIsLostAndNothingGrows() {
    LoadResult good = result(0, 0, 60, Duration.ofMillis(120));

    assertThat(good.line())
        .isEqualTo(
            "LOAD rows=10 lost=0 doubled=0 heap_max_mib=60 heap_first_third_mib=50"
                + " heap_last_third_mib=60 batch_ms_before=100.0 batch_ms_after=120.0 ratio=1.20");
    assertThat(good.verdict()).startsWith("Nothing lost or doubled");
  }

  @Test
  void failsIfRowsAreLostOrDoubled() {
    assertFails(result(1, 0, 50, FAST), "The load lost or doubled rows: see the line above.");
    assertFails(result(0, 1, 50, FAST), "The load lost or doubled rows: see the line above.");
  }

  @Test
  void failsIfMemoryGrows() {
    assertFails(
        result(0, 0, 80, FAST), "The host's memory grew with the load: see the line above.");
  }

  @Test
  void failsIfASmallBatchCostsMore() {
    assertFails(
        result(0, 0, 50, Duration.ofMillis(121)),
        "A small batch costs more than 1.2 times as much in the large table: see the line above.");
  }

  private static LoadResult result(long lost, long doubled, long heapLast, Duration after) {
    return new LoadResult(10, lost, doubled, 50 * MIB, heapLast * MIB, FAST, after);
  }

  private static void assertFails(LoadResult result, String message) {
    assertThatThrownBy(result::verdict).isInstanceOf(UserException.class).hasMessage(message);
  }
}
