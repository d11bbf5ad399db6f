package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.RowComparison;
import java.util.List;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param results one for each target and each wrong variant
 * @param verification the line of standard output for the verifications
 * @param wrongClaims a sentence for each verification that said something wrong
 */
public record AdversaryOutcome(
    List<Result> results, String verification, List<String> wrongClaims) {
  /**
   * What came of a target, or of a wrong variant.
   *
   * @param wrongVariant whether rows must be wrong, or the copy stopped
   * @param stopped why the library did not copy; empty if it copied
   */
  public record Result(
      String name, boolean wrongVariant, RowComparison rows, Optional<String> stopped) {}

  /** Copies the lists. */
  public AdversaryOutcome {
    results = List.copyOf(results);
    wrongClaims = List.copyOf(wrongClaims);
  }
}
