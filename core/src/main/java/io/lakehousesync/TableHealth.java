package io.lakehousesync;

import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** The health of one table at one moment. Immutable. */
public final class TableHealth {
  private final SyncTable table;
  private final Status status;
  private final String reason;
  private final Optional<Duration> freshnessLag;
  private final TableFacts facts;
  private final boolean noCatalog;

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
     * The copies succeed, but changes may be missing: the source has found an error, such as a
     * column without its default, or a verification has found rows that differ.
     */
    INCOMPLETE,
    /** The last run failed. */
    FAILING,
    /** The catalog serves a snapshot that is not part of the table's history. */
    DIVERGED
  }

  private TableHealth(
      SyncTable table,
      Status status,
      String reason,
      Optional<Duration> freshnessLag,
      TableFacts facts,
      boolean noCatalog) {
    this.table = Objects.requireNonNull(table, "table");
    this.status = Objects.requireNonNull(status, "status");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.freshnessLag = freshnessLag;
    this.facts = facts;
    this.noCatalog = noCatalog;
  }

  /**
   * Returns the health of a table. A sync creates its own values; hosts use this method in their
   * tests.
   *
   * @param reason why the table has this status
   */
  public static TableHealth of(SyncTable table, Status status, String reason) {
    return new TableHealth(table, status, reason, Optional.empty(), TableFacts.NONE, false);
  }

  /** Returns the same health with a freshness lag. */
  public TableHealth withFreshnessLag(Duration lag) {
    return new TableHealth(table, status, reason, Optional.of(lag), facts, noCatalog);
  }

  /** Returns the same health with what verifications have found. */
  public TableHealth withVerification(TableVerification verification) {
    return new TableHealth(
        table, status, reason, freshnessLag, facts.after(verification), noCatalog);
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

  /**
   * Returns the time up to which the Iceberg table is known to be complete, on the host's clock;
   * empty if it is unknown.
   */
  public Optional<Instant> completeThrough() {
    return Optional.ofNullable(facts.completeThrough());
  }

  /**
   * Returns the time up to which the catalog is known to be complete, on the host's clock; empty if
   * it is unknown. If no catalog is configured, returns {@link #completeThrough()}. The freshness
   * lag is the age of this time.
   */
  public Optional<Instant> servedThrough() {
    return noCatalog ? completeThrough() : Optional.ofNullable(facts.servedThrough());
  }

  /**
   * Returns the metadata file that the catalog has confirmed last; empty if it has confirmed none.
   * If no catalog is configured, returns the newest metadata file of the Iceberg table.
   */
  public Optional<MetadataLocation> served() {
    return Optional.ofNullable(facts.served());
  }

  /** Returns when the last run ended, on the host's clock; empty if no run has ended. */
  public Optional<Instant> lastRunAt() {
    return Optional.ofNullable(facts.lastRunAt());
  }

  /** Returns when the last run ended that copied rows; empty if no run has copied rows. */
  public Optional<Instant> lastCopiedAt() {
    return Optional.ofNullable(facts.lastCopiedAt());
  }

  /** Returns how many rows the run of {@link #lastCopiedAt} has copied. */
  public OptionalLong lastCopiedRows() {
    Long rows = facts.lastCopiedRows();
    return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
  }

  /** Returns when the last run ended that failed, also if later runs have succeeded. */
  public Optional<Instant> lastFailedAt() {
    return Optional.ofNullable(facts.lastFailedAt());
  }

  /** Returns the failure of the run of {@link #lastFailedAt}. */
  public Optional<String> lastFailure() {
    return Optional.ofNullable(facts.lastFailure());
  }

  /**
   * Returns what verifications have found; empty if the table was not verified. See {@link
   * LakehouseSync#verified}.
   */
  public Optional<TableVerification> verification() {
    return Optional.ofNullable(facts.verification());
  }

  /**
   * Returns whether a problem is known: the status is {@link Status#INCOMPLETE}, {@link
   * Status#FAILING} or {@link Status#DIVERGED}. Then the freshness lag alone does not say that the
   * catalog has all changes.
   */
  public boolean hasProblem() {
    return status.compareTo(Status.INCOMPLETE) >= 0;
  }

  static TableHealth of(TableState state, Instant now, Duration staleAfter) {
    TableFacts facts = state.facts();
    Optional<TableReport> last = state.report();
    boolean noCatalog =
        state
            .refreshed()
            .map(TableState.Refreshed::result)
            .filter(RefreshResult.NotServed.class::isInstance)
            .isPresent();
    Optional<Duration> lag =
        Optional.ofNullable(noCatalog ? facts.completeThrough() : facts.servedThrough())
            .map(through -> Duration.between(through, now));
    Verdict verdict = verdict(state, facts, last, lag, noCatalog, staleAfter);
    return new TableHealth(
        state.table(), verdict.status(), verdict.reason(), lag, facts, noCatalog);
  }

  private record Verdict(Status status, String reason) {}

  private static Verdict verdict(
      TableState state,
      TableFacts facts,
      Optional<TableReport> last,
      Optional<Duration> lag,
      boolean noCatalog,
      Duration staleAfter) {
    Optional<LakehouseSyncException> failure = last.flatMap(TableReport::failure);
    if (failure.isPresent()) {
      return new Verdict(
          failure.get() instanceof DivergedException ? Status.DIVERGED : Status.FAILING,
          String.valueOf(failure.get().getMessage()));
    }
    Optional<String> problem =
        last.flatMap(TableReport::problem)
            .or(
                () ->
                    Optional.ofNullable(facts.verification()).flatMap(TableVerification::problem));
    if (problem.isPresent()) {
      return new Verdict(Status.INCOMPLETE, problem.get());
    }
    if (lag.isEmpty() && last.isEmpty()) {
      return new Verdict(Status.STALE, "the table has not run yet");
    }
    if (lag.isPresent() && lag.get().compareTo(staleAfter) <= 0) {
      return new Verdict(Status.FRESH, complete(noCatalog, lag));
    }
    Optional<String> blockedBy = last.flatMap(TableReport::blockedBy);
    if (blockedBy.isPresent()) {
      return new Verdict(Status.BLOCKED, blockedBy.get());
    }
    Optional<String> unknown = unknownBecause(last);
    if (lag.isEmpty() && unknown.isPresent()) {
      return new Verdict(Status.STALE, unknown.get());
    }
    return new Verdict(
        Status.STALE,
        "%s; the limit is %d s%s"
            .formatted(
                complete(noCatalog, lag),
                staleAfter.toSeconds(),
                state.isPaused() ? "; the table is paused" : ""));
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
