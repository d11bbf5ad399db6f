package io.lakehousesync.examples.losstest;

import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.Profile.Expectation;
import io.lakehousesync.examples.workload.Score;
import java.time.Duration;
import java.util.Optional;

/**
 * What came out for one kind.
 *
 * @param lag how far the Iceberg table was behind while writers wrote, the mean over time; empty
 *     for a kind that does not know
 */
record LossResult(Profile profile, Score score, Optional<Duration> lag) {

  /** The line on standard output. */
  String line() {
    return "LOSS tracking=%s rows=%d lost=%d doubled=%d stale=%d ghosts=%d lag_ms=%s"
        .formatted(
            profile.name(),
            score.rows(),
            score.lost(),
            score.doubled(),
            score.stale(),
            score.ghosts(),
            lag.map(value -> Long.toString(value.toMillis())).orElse("-"));
  }

  boolean brokeItsGuarantee() {
    return is(Expectation.KEEPS) && !score.isClean();
  }

  boolean is(Expectation expectation) {
    return profile.expectation() == expectation;
  }
}
