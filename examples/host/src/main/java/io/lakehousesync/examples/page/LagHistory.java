package io.lakehousesync.examples.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The freshness lag of a table since the start, in a bounded number of points. Each point covers
 * the same span of time: one second at first. When all points are used, each two neighbours become
 * one point, and the span doubles. Therefore the history always begins at the start of the sync.
 * Not thread-safe.
 */
final class LagHistory {
  /** The largest number of points. */
  static final int POINTS = 240;

  /**
   * The largest lag in one span of time.
   *
   * @param second the begin of the span, in seconds since 1970
   * @param lag the largest lag in the span; empty if it was unknown in the whole span
   */
  record Point(long second, Optional<Duration> lag) {
    private Point with(Optional<Duration> other) {
      boolean larger = other.isPresent() && (lag.isEmpty() || other.get().compareTo(lag.get()) > 0);
      return larger ? new Point(second, other) : this;
    }
  }

  private final List<Point> points = new ArrayList<>();
  private long span = 1;

  /**
   * Adds a measurement. If the clock was set back, the measurement counts for the newest point.
   *
   * @param lag the lag at that time; empty if it is unknown
   */
  void add(Instant at, Optional<Duration> lag) {
    append(new Point(begin(at.getEpochSecond()), lag));
    while (points.size() > POINTS) {
      span *= 2;
      List<Point> finer = List.copyOf(points);
      points.clear();
      finer.forEach(point -> append(new Point(begin(point.second), point.lag)));
    }
  }

  private long begin(long second) {
    return second - Math.floorMod(second, span);
  }

  private void append(Point point) {
    int last = points.size() - 1;
    if (last >= 0 && point.second <= points.get(last).second) {
      points.set(last, points.get(last).with(point.lag));
    } else {
      points.add(point);
    }
  }

  /** Returns a copy of the points, the oldest first. */
  List<Point> points() {
    return List.copyOf(points);
  }
}
