package io.lakehousesync;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.verify.TableVerification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the runs and verifications so far have shown of a table. All times are on the host's clock.
 *
 * @param completeThrough the time up to which the Iceberg table is complete
 * @param servedThrough the time up to which the catalog is complete
 * @param served the metadata file that the catalog has confirmed last; if there is no catalog, that
 *     of the Iceberg table
 * @param lastRunAt when the last run ended
 * @param lastCopiedAt when the last run ended that copied rows
 * @param lastCopiedRows how many rows this run copied
 * @param lastFailedAt when the last run ended that failed
 * @param lastFailure the failure of this run
 * @param verification what the verifications have found
 */
record TableFacts(
    @Nullable Instant completeThrough,
    @Nullable Instant servedThrough,
    @Nullable MetadataLocation served,
    @Nullable Instant lastRunAt,
    @Nullable Instant lastCopiedAt,
    @Nullable Long lastCopiedRows,
    @Nullable Instant lastFailedAt,
    @Nullable String lastFailure,
    @Nullable TableVerification verification) {
  static final TableFacts NONE =
      new TableFacts(null, null, null, null, null, null, null, null, null);

  /**
   * Returns these facts after a run.
   *
   * @param at when the run ended
   * @param copiedThrough the time up to which the Iceberg table is complete since this run; null if
   *     the run did not find out
   */
  TableFacts after(TableReport report, Instant at, @Nullable Instant copiedThrough) {
    boolean isServed = copiedThrough != null && report.freshnessLag().isPresent();
    MetadataLocation location =
        report.refresh().orElse(null) instanceof RefreshResult.NotServed
            ? report.location().orElse(null)
            : report.refresh().flatMap(RefreshResult::served).orElse(null);
    return new TableFacts(
        copiedThrough == null ? completeThrough : copiedThrough,
        isServed ? copiedThrough : servedThrough,
        location == null ? served : location,
        at,
        report.rows() > 0 ? at : lastCopiedAt,
        report.rows() > 0 ? Long.valueOf(report.rows()) : lastCopiedRows,
        report.failure().isPresent() ? at : lastFailedAt,
        report.failure().map(e -> String.valueOf(e.getMessage())).orElse(lastFailure),
        verification);
  }

  /** Returns these facts after a verification. */
  TableFacts after(TableVerification newer) {
    return new TableFacts(
        completeThrough,
        servedThrough,
        served,
        lastRunAt,
        lastCopiedAt,
        lastCopiedRows,
        lastFailedAt,
        lastFailure,
        newer);
  }
}
