package io.lakehousesync.postgres;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.SyncTable;
import java.util.List;

/** Sentences that say why a table cannot be copied, and what to do about it. */
final class Problems {
  private Problems() {}

  /**
   * Stops the copy of this table, and of no other, if there is a problem.
   *
   * @throws NotAppliedException with all of them
   */
  static void stop(SyncTable table, List<String> problems) {
    stop("Copy of " + table, problems);
  }

  /**
   * Stops other work.
   *
   * @param what the work as a noun phrase
   * @throws NotAppliedException with all problems, if there is one
   */
  static void stop(String what, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "%s stopped, nothing was committed: %s".formatted(what, String.join(" ", problems)),
          null);
    }
  }
}
