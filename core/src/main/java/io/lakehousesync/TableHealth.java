package io.lakehousesync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one table is doing.
 *
 * @param table the table
 * @param status what is to be thought of it
 * @param reason why, in words
 * @param freshnessLag how old the state is that the catalog is known to serve, or the Iceberg table
 *     where there is no catalog; empty if nothing is known yet
 */
public record TableHealth(
    SyncTable table, Status status, String reason, Optional<Duration> freshnessLag) {

  /** From good to bad. */
  public enum Status {
    /** The catalog is as fresh as it should be. */
    FRESH,
    /** It is older than it should be, and nothing else is known to be wrong. */
    STALE,
    /** It is older than it should be, because rows cannot be copied before something else ends. */
    BLOCKED,
    /** The last run failed. */
    FAILING,
    /** The catalog serves a state that does not belong to the table's history. */
    DIVERGED
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
    if (lag.isEmpty() && last.isEmpty()) {
      return new TableHealth(state.table(), Status.STALE, "it has not run yet", lag);
    }
    if (lag.isPresent() && lag.get().compareTo(staleAfter) <= 0) {
      return new TableHealth(state.table(), Status.FRESH, complete(noCatalog, lag), lag);
    }
    Optional<String> blockedBy = last.flatMap(TableReport::blockedBy);
    if (blockedBy.isPresent()) {
      return new TableHealth(state.table(), Status.BLOCKED, blockedBy.get(), lag);
    }
    return new TableHealth(
        state.table(),
        Status.STALE,
        "%s, and should not be more than %d s old%s"
            .formatted(
                complete(noCatalog, lag),
                staleAfter.toSeconds(),
                state.isPaused() ? "; it is paused" : ""),
        lag);
  }

  private static String complete(boolean noCatalog, Optional<Duration> lag) {
    return lag.map(
            age ->
                "%s is complete up to %.1f s ago"
                    .formatted(
                        noCatalog ? "the Iceberg table" : "the catalog", age.toMillis() / 1000.0))
        .orElse("it is not known to be complete up to any time");
  }
}
