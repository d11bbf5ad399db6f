package io.lakehousesync.postgres.report;

import io.lakehousesync.exceptions.LakehouseSyncException;
import java.time.Duration;
import java.util.List;

/** Whether a table needed VACUUM, and how the VACUUM ended. VACUUM never changes rows. */
public sealed interface VacuumResult {
  /** Everything is within the limits. */
  record NotNeeded() implements VacuumResult {}

  /** VACUUM is needed, but the table is only watched. */
  record NotAsked() implements VacuumResult {}

  /**
   * The layout is no worse than after the last VACUUM, and no snapshot can expire. Therefore
   * another VACUUM would not help now.
   */
  record AlreadyDone() implements VacuumResult {}

  /** VACUUM ended without a warning. */
  record Done(Duration took) implements VacuumResult {}

  /**
   * VACUUM was not completed. pg_lake reports most errors as warnings. VACUUM commits in steps. The
   * steps that it has completed are kept.
   *
   * @param reasons PostgreSQL's warnings or error, with a cure if one is known
   */
  record Incomplete(Duration took, List<String> reasons) implements VacuumResult {
    /** Copies the list. */
    public Incomplete {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * VACUUM was not sent, because the table is being copied.
   *
   * @param holder the session that copies the table
   */
  record Postponed(String holder) implements VacuumResult {}

  /**
   * VACUUM was not sent, because the check of the table failed, or there was no connection for
   * VACUUM.
   */
  record Failed(LakehouseSyncException failure) implements VacuumResult {}
}
