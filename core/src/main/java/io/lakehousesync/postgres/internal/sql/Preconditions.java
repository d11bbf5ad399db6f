package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.table.SyncTable;
import java.util.List;

/** Stops work on a table if the table has a problem. */
public final class Preconditions {
  private Preconditions() {}

  /**
   * Stops the copy of this table if there is a problem. Other tables are not affected.
   *
   * @param problems what is wrong and what to do, one sentence each
   * @throws NotAppliedException with all problems
   */
  public static void requireNone(SyncTable table, List<String> problems) {
    requireNone("Copy of " + table, problems);
  }

  /**
   * Stops the work {@code what} if there is a problem.
   *
   * @param what the work as a noun phrase
   * @param problems what is wrong and what to do, one sentence each
   * @throws NotAppliedException with all problems
   */
  public static void requireNone(String what, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "%s stopped, nothing was committed: %s".formatted(what, String.join(" ", problems)),
          null);
    }
  }
}
