package io.lakehousesync.testkit.snowflake.internal.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class WireValuesTest {
  @Test
  void countsDaysAndSecondsFromTheEpoch() {
    assertThat(WireValues.of(LocalDate.of(1970, 1, 11))).isEqualTo("10");
    assertThat(WireValues.of(LocalDate.of(1969, 12, 31))).isEqualTo("-1");
    assertThat(WireValues.of(LocalTime.of(1, 0, 0, 5_000))).isEqualTo("3600.000005000");
    assertThat(WireValues.of(LocalDateTime.of(1970, 1, 1, 0, 1))).isEqualTo("60.000000000");
  }

  @Test
  void theFractionIsNegativeBeforeTheEpoch() {
    assertThat(WireValues.of(Instant.EPOCH.minusMillis(500))).isEqualTo("-0.500000000");
    assertThat(WireValues.of(Instant.EPOCH.minusMillis(1_250))).isEqualTo("-1.250000000");
    assertThat(WireValues.of(Instant.EPOCH.minusSeconds(2))).isEqualTo("-2.000000000");
  }
}
