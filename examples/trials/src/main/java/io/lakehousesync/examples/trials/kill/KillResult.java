package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.examples.trials.workload.RowComparison;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TableProfile.Expectation;

/**
 * The result for one kind.
 *
 * @param kills how many hosts were killed in the run
 */
record KillResult(TableProfile profile, int kills, RowComparison score, ServedState served) {
  /** Returns the line for standard output. */
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
    return !isWrong() && (!score.isClean() || served != ServedState.LAST);
  }

  /** Returns whether the kind is wrong on purpose. */
  boolean isWrong() {
    return profile.expectation() == Expectation.NAIVE;
  }
}
