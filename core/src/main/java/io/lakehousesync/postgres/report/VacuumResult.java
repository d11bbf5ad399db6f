package io.lakehousesync.postgres.report;

import io.lakehousesync.exceptions.LakehouseSyncException;
import java.time.Duration;
import java.util.List;

/** Whether a table needed VACUUM, and how it ended. VACUUM never changes rows. */
public sealed interface VacuumResult {
  /** Everything is within the limits. */
  record NotNeeded() implements VacuumResult {}

  /** VACUUM is needed, but the table is only watched. */
  record NotAsked() implements VacuumResult {}

  /** The layout is no worse than after the last VACUUM, so that another one would not help. */
  record AlreadyDone() implements VacuumResult {}

  /** VACUUM ended without a warning. */
  record Done(Duration took) implements VacuumResult {}

  /**
   * VACUUM was sent, but was not completed. pg_lake reports most errors as warnings. It commits in
   * steps, so that completed steps are kept.
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
   * @param holder the session that copies it
   */
  record Postponed(String holder) implements VacuumResult {}

  /** VACUUM was not sent, because the check of the table failed. */
  record Failed(LakehouseSyncException failure) implements VacuumResult {}
}
