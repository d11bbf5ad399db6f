package io.lakehousesync.examples.trials.loss;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.adversary.AdversaryOutcome;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The results of both parts of a run. */
final class LossResults {
  private final List<LossResult> results = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> wrongClaims = new ArrayList<>();

  void add(List<LossResult> ofKinds) {
    results.addAll(ofKinds);
  }

  void add(AdversaryOutcome outcome) {
    outcome.results().forEach(result -> results.add(LossResult.of(result)));
    lines.add(outcome.verification());
    wrongClaims.addAll(outcome.wrongClaims());
  }

  void print(PrintStream out) {
    results.forEach(result -> out.println(result.line()));
    lines.forEach(out::println);
    wrongClaims.forEach(claim -> out.println("WRONG CLAIM " + claim));
  }

  /**
   * Returns the outcome as a sentence.
   *
   * @throws UserException if a row or a claim of the library was wrong, or the run could not detect
   *     a fault
   */
  String verdict(Duration length) {
    String verdict = LossVerdict.of(results, length);
    if (!wrongClaims.isEmpty()) {
      throw new UserException(
          UserException.Kind.FAILURE,
          "All rows arrived in the end, but the library said something wrong %d times: see the lines above."
              .formatted(wrongClaims.size()),
          null);
    }
    return verdict;
  }
}
