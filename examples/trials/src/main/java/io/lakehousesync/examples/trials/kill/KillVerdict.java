package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.examples.cli.UserException;
import java.util.List;
import java.util.function.Predicate;

/** Judges the results of all kinds together. */
final class KillVerdict {
  private KillVerdict() {}

  /**
   * Returns the outcome of the run as a sentence.
   *
   * @throws UserException if a kind of the library broke its guarantee, or the run could not detect
   *     a broken guarantee
   */
  static String of(List<KillResult> results, KillCounts kills) {
    String broken = names(results, KillResult::brokeItsGuarantee);
    if (!broken.isEmpty()) {
      throw failure(
          "%s broke the guarantee: see the counts that are not 0, and served.".formatted(broken));
    }
    String unharmed = names(results, result -> result.isWrong() && result.score().isClean());
    if (!unharmed.isEmpty()) {
      throw failure(
          "This run proves nothing: %s should have lost or doubled rows and did not."
              .formatted(unharmed));
    }
    if (kills.count() >= KillPlan.roundOf(results.size()) && !kills.missed().isEmpty()) {
      throw failure("This run proves little: no kill hit these steps: " + kills.missed() + ".");
    }
    return "No kind of the library broke its guarantee, under kills that broke %s."
        .formatted(names(results, KillResult::isWrong));
  }

  private static String names(List<KillResult> results, Predicate<KillResult> which) {
    return String.join(
        ", ", results.stream().filter(which).map(result -> result.profile().name()).toList());
  }

  private static UserException failure(String message) {
    return new UserException(UserException.Kind.FAILURE, message, null);
  }
}
