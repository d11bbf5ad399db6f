package io.lakehousesync.examples.trials.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LagMeterTest {
  private static final Instant START = Instant.parse("2026-11-25T03:00:00Z");

  private final LagMeter meter = new LagMeter(START);

  @Test
  void aCopyASecondLagsHalfASecondOnAverage() {
    for (int second = 1; second <= 10; second++) {
      meter.copied(START.plusSeconds(second), Optional.of(START.plusSeconds(second)));
    }

    assertThat(meter.mean()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void manyQuickCopiesDoNotHideASlowOne() {
    meter.copied(START.plusSeconds(10), Optional.of(START.plusSeconds(10)));
    for (int i = 1; i <= 1000; i++) {
      Instant now = START.plusSeconds(10).plusMillis(i);
      meter.copied(now, Optional.of(now));
    }

    assertThat(meter.mean()).isBetween(Duration.ofMillis(4_400), Duration.ofMillis(4_600));
  }

  @Test
  void theLagOfACopyThatNeverCompletesGrows() {
    meter.copied(START.plusSeconds(5), Optional.empty());
    meter.copied(START.plusSeconds(10), Optional.empty());

    assertThat(meter.mean()).isEqualTo(Duration.ofSeconds(5));
  }
}
