package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final LakehouseSyncException passing =
      new NotAppliedException(Retry.SENSIBLE, "locked", null);

  private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(10), 3);

  @Test
  void doublesUpToTheLongestWait() {
    assertThat(backOff.after(1, false)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backOff.after(2, false)).isEqualTo(Duration.ofSeconds(2));
    assertThat(backOff.after(4, false)).isEqualTo(Duration.ofSeconds(8));
    assertThat(backOff.after(5, false)).isEqualTo(Duration.ofSeconds(10));
    assertThat(backOff.after(Integer.MAX_VALUE, false)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void waitsLongestWhileTheCircuitIsOpen() {
    assertThat(backOff.after(1, true)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void opensTheCircuitAfterSeveralFailuresOrAtOnceIfRetryingIsPointless() {
    assertThat(backOff.opensCircuit(2, passing)).isFalse();
    assertThat(backOff.opensCircuit(3, passing)).isTrue();
    assertThat(backOff.opensCircuit(1, new DivergedException("another table", null))).isTrue();
    assertThat(backOff.opensCircuit(1, new OutcomeUnknownException("lost", null))).isFalse();
  }

  @Test
  void rejectsInvalidValues() {
    assertThatThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofSeconds(1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the first wait must be positive and at most PT1S, got PT0S");
    assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got PT2S");
    assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("failures must be positive, got 0");
  }
}
