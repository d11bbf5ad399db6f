package io.lakehousesync;

import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The health of one table at one moment. Immutable. */
public final class TableHealth {
  private final SyncTable table;
  private final Status status;
  private final String reason;
  private final Optional<Duration> freshnessLag;

  /** The status of a table, from best to worst. */
  public enum Status {
    /** The freshness lag is within its limit. */
    FRESH,
    /** The freshness lag is above its limit or not known, and no other problem is known. */
    STALE,
    /**
     * The table is {@link #STALE} because rows cannot be copied before another transaction ends.
     */
    BLOCKED,
    /**
     * The copies succeed, but may miss changes, because the source has found an error, such as a
     * column without its default.
     */
    INCOMPLETE,
    /** The last run failed. */
    FAILING,
    /** The catalog serves a snapshot that is not part of the table's history. */
    DIVERGED
  }

  private TableHealth(
      SyncTable table, Status status, String reason, Optional<Duration> freshnessLag) {
    this.table = Objects.requireNonNull(table, "table");
    this.status = Objects.requireNonNull(status, "status");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.freshnessLag = freshnessLag;
  }

  /**
   * Returns the health of a table. A sync creates its own values; hosts use this method in their
   * tests.
   *
   * @param reason why the table has this status
   */
  public static TableHealth of(SyncTable table, Status status, String reason) {
    return new TableHealth(table, status, reason, Optional.empty());
  }

  /** Returns the same health with a freshness lag. */
  public TableHealth withFreshnessLag(Duration lag) {
    return new TableHealth(table, status, reason, Optional.of(lag));
  }

  /** Returns the table. */
  public SyncTable table() {
    return table;
  }

  /** Returns the status. */
  public Status status() {
    return status;
  }

  /** Returns why the table has this status. */
  public String reason() {
    return reason;
  }

  /**
   * Returns the freshness lag of the catalog; empty if the lag is unknown. If no catalog is
   * configured, returns the freshness lag of the Iceberg table.
   */
  public Optional<Duration> freshnessLag() {
    return freshnessLag;
  }

  static TableHealth of(TableState state, Instant now, Duration staleAfter) {
    Optional<TableReport> last = state.report();
    boolean noCatalog =
        state
            .refreshed()
            .map(TableState.Refreshed::result)
            .filter(RefreshResult.NotServed.class::isInstance)
            .isPresent();
    Optional<Duration> lag =
        (noCatalog ? state.completeThrough() : state.servedThrough())
            .map(through -> Duration.between(through, now));
    Optional<LakehouseSyncException> failure = last.flatMap(TableReport::failure);
    if (failure.isPresent()) {
      return new TableHealth(
          state.table(),
          failure.get() instanceof DivergedException ? Status.DIVERGED : Status.FAILING,
          String.valueOf(failure.get().getMessage()),
          lag);
    }
    Optional<String> problem = last.flatMap(TableReport::problem);
    if (problem.isPresent()) {
      return new TableHealth(state.table(), Status.INCOMPLETE, problem.get(), lag);
    }
    if (lag.isEmpty() && last.isEmpty()) {
      return new TableHealth(state.table(), Status.STALE, "the table has not run yet", lag);
    }
    if (lag.isPresent() && lag.get().compareTo(staleAfter) <= 0) {
      return new TableHealth(state.table(), Status.FRESH, complete(noCatalog, lag), lag);
    }
    Optional<String> blockedBy = last.flatMap(TableReport::blockedBy);
    if (blockedBy.isPresent()) {
      return new TableHealth(state.table(), Status.BLOCKED, blockedBy.get(), lag);
    }
    Optional<String> unknown = unknownBecause(last);
    if (lag.isEmpty() && unknown.isPresent()) {
      return new TableHealth(state.table(), Status.STALE, unknown.get(), lag);
    }
    return new TableHealth(
        state.table(),
        Status.STALE,
        "%s; the limit is %d s%s"
            .formatted(
                complete(noCatalog, lag),
                staleAfter.toSeconds(),
                state.isPaused() ? "; the table is paused" : ""),
        lag);
  }

  /**
   * Returns why the freshness lag is unknown although the last run succeeded; empty if no reason is
   * known.
   */
  private static Optional<String> unknownBecause(Optional<TableReport> last) {
    Optional<RefreshResult> refresh = last.flatMap(TableReport::refresh);
    if (refresh.orElse(null) instanceof RefreshResult.Deferred deferred) {
      return Optional.of(deferred.reason());
    }
    boolean served = refresh.flatMap(RefreshResult::served).isPresent();
    return served
            && last.flatMap(TableReport::freshnessLag).isEmpty()
            && last.filter(report -> report.remaining() == CopyResult.Remaining.NONE).isPresent()
        ? Optional.of(
            "the freshness lag is unknown, because the metadata file that the locator found may not"
                + " be the newest commit; the catalog serves that file")
        : Optional.empty();
  }

  private static String complete(boolean noCatalog, Optional<Duration> lag) {
    return lag.map(
            age ->
                "%s is complete up to %.1f s ago"
                    .formatted(
                        noCatalog ? "the Iceberg table" : "the catalog", age.toMillis() / 1000.0))
        .orElse("the time up to which the table is complete is unknown");
  }
}
