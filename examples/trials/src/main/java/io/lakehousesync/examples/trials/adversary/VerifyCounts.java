package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.adversary.Verification.Claim;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counts what the library says about targets: the verdicts of all verifications, those during
 * writes and those at quiet points, and the checks for changes of hosts at quiet points.
 * Thread-safe.
 */
final class VerifyCounts {
  private static final String FALSE_AGREEMENTS = "false_agreements";
  private static final String FAULTS = "faults";
  private static final String FALSE_RESTS = "false_rests";

  private final EventLog counts = new EventLog();
  private final List<String> wrong = new CopyOnWriteArrayList<>();

  void add(Claim claim) {
    counts.add(claim.verdict().name().toLowerCase(Locale.ROOT));
    if (claim.verdict() == Verification.Verdict.FAILED) {
      counts.add("failed: " + claim.text());
    }
  }

  void add(String what) {
    counts.add(what);
  }

  /** Records that a verification has reported differences. */
  void wrong(String sentence) {
    counts.add(FAULTS);
    wrong.add(sentence);
  }

  /** Records that a verification has not reported a wrong row that was planted. */
  void falseAgreement(String sentence) {
    counts.add(FALSE_AGREEMENTS);
    wrong.add(sentence);
  }

  /** Records that a host would not copy a target that has wrong rows. */
  void falseRest(String sentence) {
    counts.add(FALSE_RESTS);
    wrong.add(sentence);
  }

  /** Returns a sentence for each statement of the library that was wrong. */
  List<String> wrong() {
    return wrong;
  }

  /** Returns whether all verifications compared nothing. */
  boolean comparedNothing() {
    return counts.count("agrees") + counts.count("differs") == 0;
  }

  /** Returns the line for standard output. */
  String line() {
    return "VERIFY agreed=%d blocked=%d failed=%d faults=%d planted=%d false_agreements=%d rested=%d false_rests=%d"
        .formatted(
            counts.count("agrees"),
            counts.count("blocked"),
            counts.count("failed"),
            counts.count(FAULTS),
            counts.count("planted"),
            counts.count(FALSE_AGREEMENTS),
            counts.count("rested"),
            counts.count(FALSE_RESTS));
  }
}
