package io.lakehousesync.snowflake.internal.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefreshDurationsTest {
  private final RefreshDurations durations = new RefreshDurations();
  private final List<String> warnings = new ArrayList<>();

  @Test
  void warnsOnceWhenRefreshesHaveBecomeSlowAndAgainWhenTwiceAsSlow() {
    refreshes(20, Duration.ofSeconds(4));
    refreshes(100, Duration.ofSeconds(4));
    assertThat(warnings).isEmpty();

    refreshes(40, Duration.ofSeconds(13));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains("13000 ms", "4000 ms at first", "VACUUM");

    refreshes(40, Duration.ofSeconds(30));
    assertThat(warnings).hasSize(2);
  }

  @Test
  void doesNotWarnAboutOneSlowRefreshOrAboutFastOnes() {
    refreshes(20, Duration.ofMillis(40));
    refreshes(19, Duration.ofMillis(50));
    refreshes(1, Duration.ofMinutes(2));
    refreshes(40, Duration.ofMillis(900));

    assertThat(warnings).isEmpty();
  }

  private void refreshes(int count, Duration each) {
    for (int i = 0; i < count; i++) {
      durations.add(each).ifPresent(warnings::add);
    }
  }
}
