package io.lakehousesync.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.page.LagHistory.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LagHistoryTest {
  private static final Instant START = Instant.ofEpochSecond(1_000_000);

  private final LagHistory history = new LagHistory();

  @Test
  void aSecondHasItsLargestLag() {
    history.add(START, lag(5));
    history.add(START.plusMillis(300), Optional.empty());
    history.add(START.plusMillis(500), lag(7));
    history.add(START.plusMillis(900), lag(6));
    history.add(START.plusSeconds(1), Optional.empty());

    assertThat(history.points())
        .containsExactly(new Point(1_000_000, lag(7)), new Point(1_000_001, Optional.empty()));
  }

  @Test
  void aDayFitsIntoTheBoundAndBeginsAtTheStart() {
    int day = 24 * 60 * 60;
    for (int second = 0; second < day; second++) {
      history.add(START.plusSeconds(second), lag(second == 12_345 ? 99 : 1));
    }

    List<Point> points = history.points();
    assertThat(points).hasSizeBetween(LagHistory.POINTS / 2, LagHistory.POINTS);
    assertThat(points.get(0).second()).isBetween(1_000_000L - 512, 1_000_000L);
    assertThat(points.get(points.size() - 1).second()).isGreaterThan(1_000_000L + day - 1024);
    assertThat(points).extracting(Point::lag).filteredOn(lag(99)::equals).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackAddsNoPoint() {
    history.add(START, lag(1));
    history.add(START.minusSeconds(60), lag(2));

    assertThat(history.points()).containsExactly(new Point(1_000_000, lag(2)));
  }

  private static Optional<Duration> lag(int seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }
}
