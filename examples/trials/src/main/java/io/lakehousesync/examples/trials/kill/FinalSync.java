package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncReport;
import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

/** Syncs without kills until no rows remain. */
final class FinalSync {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private FinalSync() {}

  /**
   * Runs until the catalog serves everything that was committed.
   *
   * @param lastCommit when the last writer had ended
   * @return the last report
   */
  static SyncReport complete(LakehouseSync sync, Instant lastCommit) throws TimeoutException {
    while (true) {
      Instant begun = Instant.now();
      SyncReport report = sync.runOnce();
      Duration sinceLastCommit = Duration.between(lastCommit, begun);
      if (report.tables().stream().allMatch(table -> isComplete(table, sinceLastCommit))) {
        return report;
      }
      report.tables().stream()
          .map(TableReport::failure)
          .forEach(f -> f.ifPresent(FinalSync::check));
      if (sinceLastCommit.compareTo(LONGEST) > 0) {
        throw new TimeoutException(
            "there are rows to copy %d s after the last write: %s"
                .formatted(sinceLastCommit.toSeconds(), report.tables()));
      }
    }
  }

  /** Returns whether the served snapshots are no older than the last write. */
  private static boolean isComplete(TableReport table, Duration sinceLastCommit) {
    return table.succeeded()
        && table.freshnessLag().filter(lag -> lag.compareTo(sinceLastCommit) <= 0).isPresent();
  }

  private static void check(LakehouseSyncException failure) {
    if (failure instanceof NotAppliedException e && e.retry() == Retry.POINTLESS) {
      throw failure;
    }
  }
}
