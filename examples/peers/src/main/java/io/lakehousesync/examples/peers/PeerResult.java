package io.lakehousesync.examples.peers;

import io.lakehousesync.examples.peers.contestant.Kind;
import java.util.OptionalLong;

/** The result of a way to copy. */
sealed interface PeerResult {
  /** Returns the way. */
  Kind kind();

  /**
   * A way whose rows were equal each time they were compared.
   *
   * @param description versions and settings
   * @param peakMemoryBytes of the process that copies; empty if there is none
   * @param retainedWalBytes the most that the slot retained; empty if the way has no slot
   * @param transactionsPerSecond of the writer, while the way copied its rows
   * @param baseline the same for a table without copies, measured just before
   */
  record Measured(
      Kind kind,
      String description,
      CopyCost load,
      CopyCost backlog,
      OptionalLong peakMemoryBytes,
      OptionalLong retainedWalBytes,
      double transactionsPerSecond,
      double baseline)
      implements PeerResult {}

  /** A way without figures. */
  record NotMeasured(Kind kind, String reason, Verdict verdict) implements PeerResult {}

  /** Why a way has no figures. */
  enum Verdict {
    /** The server cannot run it. */
    NOT_AVAILABLE,
    /** It failed, or has copied wrong rows. */
    FAILED
  }
}
