package io.lakehousesync.examples.losstest;

import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.workload.Profile.Expectation;
import java.time.Duration;
import java.util.List;

/** What the results of all kinds say together. */
final class Verdict {
  /** A shorter run may be too short for a race. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

  private Verdict() {}

  /**
   * The run's outcome as a sentence.
   *
   * @throws UserException if a kind of the library broke its guarantee, or the run could not have
   *     found it out
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
    String kept = "No kind of the library broke its guarantee";
    List<LossResult> naive = results.stream().filter(r -> r.is(Expectation.NAIVE)).toList();
    if (naive.isEmpty()) {
      return kept
          + ". No naive kind was run with them, so this does not show that the load was hard"
          + " enough.";
    }
    List<String> losers = names(naive.stream().filter(r -> !r.score().isClean()).toList());
    if (!losers.isEmpty()) {
      return "%s, under a load that made %s lose rows.".formatted(kept, String.join(", ", losers));
    }
    if (length.compareTo(LONG_ENOUGH) < 0) {
      return kept + "; but no naive kind lost anything either, so this proves little.";
    }
    throw new UserException(
        UserException.Kind.FAILURE,
        "This run proves nothing: %s should have lost rows and did not. Run it for longer, or with"
                .formatted(String.join(", ", names(naive)))
            + " more writers.",
        null);
  }

  private static List<String> names(List<LossResult> results) {
    return results.stream().map(result -> result.profile().name()).toList();
  }
}
