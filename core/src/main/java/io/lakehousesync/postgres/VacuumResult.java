package io.lakehousesync.postgres;

import io.lakehousesync.LakehouseSyncException;
import java.time.Duration;
import java.util.List;

/** What became of a table's VACUUM. None of them changes a row. */
public sealed interface VacuumResult {
  /** Everything is within the limits. */
  record NotNeeded() implements VacuumResult {}

  /** It would be needed, but the table is only watched. */
  record NotAsked() implements VacuumResult {}

  /** The table is no worse than a VACUUM has left it: another one would do no more. */
  record AlreadyDone() implements VacuumResult {}

  /** It ended without a warning. */
  record Done(Duration took) implements VacuumResult {}

  /**
   * It was sent, and did not do all of its work: pg_lake turns most errors into warnings, and it
   * commits in steps, so that what it had done stays.
   *
   * @param reasons what PostgreSQL said, with the cure where one is known
   */
  record Incomplete(Duration took, List<String> reasons) implements VacuumResult {
    /** Copies the list. */
    public Incomplete {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * It was not sent, for the table is being copied.
   *
   * @param holder who copies it
   */
  record Postponed(String holder) implements VacuumResult {}

  /** It was not sent, for the table could not be looked at. */
  record Failed(LakehouseSyncException failure) implements VacuumResult {}
}
