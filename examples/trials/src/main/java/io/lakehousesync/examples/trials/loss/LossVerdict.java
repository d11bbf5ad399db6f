package io.lakehousesync.examples.trials.loss;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.TableProfile.Expectation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Judges the results of all methods together. */
final class LossVerdict {
  /** In a shorter run, perhaps no race between transactions occurs. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

  /** Variants need more time, because they are attacked one after the other. */
  private static final Duration LONG_ENOUGH_FOR_VARIANTS = Duration.ofMinutes(2);

  private LossVerdict() {}

  /**
   * Returns the outcome of the run as a sentence.
   *
   * @throws UserException if a kind of the library broke its guarantee, or the run could not detect
   *     a broken guarantee
   */
  static String of(List<LossResult> results, Duration length) {
    List<String> broken = names(results.stream().filter(LossResult::brokeItsGuarantee).toList());
    if (!broken.isEmpty()) {
      throw new UserException(
          UserException.Kind.FAILURE,
          "%s broke the guarantee: see the counts that are not 0."
              .formatted(String.join(", ", broken)),
          null);
    }
    requireProof(results, length);
    List<String> losers =
        names(
            results.stream().filter(r -> r.is(Expectation.NAIVE) && !r.score().isClean()).toList());
    long variants =
        results.stream().filter(r -> r.is(Expectation.WRONG_VARIANT) && !r.wasNotMissed()).count();
    String kept = "No kind of the library broke its guarantee";
    List<String> evidence = new ArrayList<>();
    if (!losers.isEmpty()) {
      evidence.add("a load that made %s lose rows".formatted(String.join(", ", losers)));
    }
    if (variants > 0) {
      evidence.add("an attack that made %d wrong variants fail".formatted(variants));
    }
    if (!evidence.isEmpty()) {
      return "%s, under %s.".formatted(kept, String.join(", and ", evidence));
    }
    return results.stream().anyMatch(r -> r.is(Expectation.NAIVE))
        ? kept + "; but no naive kind lost anything either, so this proves little."
        : kept
            + ". No naive kind was run with them, so this does not show that the load was hard"
            + " enough.";
  }

  /** Requires that naive methods and wrong variants have failed, if the run was long enough. */
  private static void requireProof(List<LossResult> results, Duration length) {
    List<LossResult> naive = results.stream().filter(r -> r.is(Expectation.NAIVE)).toList();
    if (!naive.isEmpty()
        && naive.stream().allMatch(r -> r.score().isClean())
        && length.compareTo(LONG_ENOUGH) >= 0) {
      throw provesNothing(naive, "have lost rows");
    }
    List<LossResult> notMissed = results.stream().filter(LossResult::wasNotMissed).toList();
    if (!notMissed.isEmpty() && length.compareTo(LONG_ENOUGH_FOR_VARIANTS) >= 0) {
      throw provesNothing(notMissed, "have failed or been stopped");
    }
  }

  private static UserException provesNothing(List<LossResult> results, String what) {
    return new UserException(
        UserException.Kind.FAILURE,
        "This run proves nothing: %s should %s and did not. Run it for longer, or with more writers."
            .formatted(String.join(", ", names(results)), what),
        null);
  }

  private static List<String> names(List<LossResult> results) {
    return results.stream().map(result -> result.profile().name()).toList();
  }
}
