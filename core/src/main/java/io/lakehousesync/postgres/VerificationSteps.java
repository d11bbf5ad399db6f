package io.lakehousesync.postgres;

import io.lakehousesync.verify.TableVerification;
import java.util.Optional;

/** The verification of one table in steps. */
interface VerificationSteps {
  /** How a step ended. */
  enum Step {
    /** The pass goes on with the next range. */
    MORE,
    /** The pass has ended. */
    LAST,
    /** Nothing could be compared. The next step begins a new pass. */
    BLOCKED
  }

  /**
   * Compares the next range.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if a table could not be read; the next
   *     step compares the same range
   */
  Step step();

  /** Returns whether ranges are known to differ, and are few enough to compare them again. */
  boolean canRecheck();

  /** Compares the ranges again that are known to differ, for example because of a repair. */
  void recheck();

  /** Returns how many rows are known to differ. */
  long differences();

  /** Returns what is known. */
  TableVerification result();

  /** Returns why the table could not be compared; empty if it was not tried, or was compared. */
  Optional<String> blockedBy();
}
