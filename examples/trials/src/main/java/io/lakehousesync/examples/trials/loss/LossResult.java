package io.lakehousesync.examples.trials.loss;

import io.lakehousesync.examples.trials.adversary.AdversaryOutcome;
import io.lakehousesync.examples.trials.workload.RowComparison;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TableProfile.Expectation;
import io.lakehousesync.table.WriteMode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The result for one kind.
 *
 * @param lag the mean lag of the Iceberg table while writers wrote; empty for a method that does
 *     not know its lag
 * @param stopped whether the library refused to copy, because a part of its tracking was missing
 */
record LossResult(
    TableProfile profile, RowComparison score, Optional<Duration> lag, boolean stopped) {

  LossResult(TableProfile profile, RowComparison score, Optional<Duration> lag) {
    this(profile, score, lag, false);
  }

  static LossResult of(AdversaryOutcome.Result result) {
    Expectation expectation = result.wrongVariant() ? Expectation.WRONG_VARIANT : Expectation.KEEPS;
    return new LossResult(
        new TableProfile(
            CopyMethods.SCHEMA,
            result.name(),
            expectation,
            WriteMode.UPSERT,
            TableProfile.PLAIN,
            Set.of()),
        result.rows(),
        Optional.empty(),
        result.stopped().isPresent());
  }

  /** Returns the line for standard output. */
  String line() {
    return "LOSS tracking=%s rows=%d lost=%d doubled=%d stale=%d ghosts=%d lag_ms=%s"
            .formatted(
                profile.name(),
                score.rows(),
                score.lost(),
                score.doubled(),
                score.stale(),
                score.ghosts(),
                lag.map(value -> Long.toString(value.toMillis())).orElse("-"))
        + (stopped ? " stopped" : "");
  }

  /**
   * Returns true if this is a wrong variant that did not fail. Then the test has not detected that
   * a mechanism is missing.
   */
  boolean wasNotMissed() {
    return is(Expectation.WRONG_VARIANT) && score.isClean() && !stopped;
  }

  boolean brokeItsGuarantee() {
    return is(Expectation.KEEPS) && !score.isClean();
  }

  boolean is(Expectation expectation) {
    return profile.expectation() == expectation;
  }
}
