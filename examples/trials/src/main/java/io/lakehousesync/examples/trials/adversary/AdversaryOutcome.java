package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.RowComparison;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of a run of the adversary.
 *
 * @param results one result for each target and each wrong variant
 * @param verification the line on standard output that counts what the library said about targets
 * @param wrongClaims a sentence for each statement of the library that was wrong
 */
public record AdversaryOutcome(
    List<Result> results, String verification, List<String> wrongClaims) {
  /**
   * The outcome for a target, or for a wrong variant.
   *
   * @param wrongVariant true for a wrong variant. Then rows must be wrong, or the library must have
   *     refused to copy
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
