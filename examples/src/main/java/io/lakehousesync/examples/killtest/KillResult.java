package io.lakehousesync.examples.killtest;

import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.Profile.Expectation;
import io.lakehousesync.examples.workload.Score;

/**
 * What came out for one kind.
 *
 * @param kills how many hosts were killed in the run
 */
record KillResult(Profile profile, int kills, Score score, Served served) {
  /** The line on standard output. */
  String line() {
    return "KILL tracking=%s kills=%d rows=%d lost=%d doubled=%d stale=%d ghosts=%d served=%s"
        .formatted(
            profile.name(),
            kills,
            score.rows(),
            score.lost(),
            score.doubled(),
            score.stale(),
            score.ghosts(),
            served);
  }

  boolean brokeItsGuarantee() {
    return !isWrong() && (!score.isClean() || served != Served.LAST);
  }

  /** Whether the kind is wrong on purpose. */
  boolean isWrong() {
    return profile.expectation() == Expectation.NAIVE;
  }
}
