package io.lakehousesync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tables through runs. One look for all of them says which are unchanged, and one look-up
 * finds the snapshots of those; the others are copied, some at a time, each followed by its own
 * refresh.
 */
final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  private final SyncSource source;
  private final MetadataLocator locator;
  private final CatalogRefresher refresher;
  private final Listeners listeners;
  private final Clock clock;
  private final BackOff backOff;
  private final LimitedExecutor copies;
  private final LimitedExecutor refreshes;
  private final Map<SyncTable, TableState> states = new LinkedHashMap<>();

  /** The failure of the runs that have not begun when the sync is closed. */
  private volatile @Nullable LakehouseSyncException closed;

  /** Whether nobody waits for runs any more. */
  private volatile boolean over;

  /** One failure can end the runs of many tables, and is told once. */
  private volatile @Nullable LakehouseSyncException told;

  Pipeline(
      LakehouseSyncBuilder builder, SyncSource source, MetadataLocator locator, Executor threads) {
    this.source = source;
    this.locator = locator;
    refresher = builder.refresher;
    listeners = new Listeners(builder.listeners);
    clock = builder.clock;
    backOff = builder.backOff;
    copies = new LimitedExecutor(threads, builder.parallelCopies);
    refreshes = new LimitedExecutor(threads, builder.parallelRefreshes);
    builder.tables.forEach(table -> states.put(table, new TableState(table)));
  }

  /** Starts a run of each table, to follow the one that is under way. Never throws for a table. */
  List<CompletableFuture<TableReport>> run(Collection<TableState> tables, Slice slice) {
    Plan plan = plan(tables, slice);
    return tables.stream()
        .map(
            state -> {
              TableRun run = new TableRun(this, state, slice);
              return state.begin(run, () -> start(plan, run, state));
            })
        .toList();
  }

  private CompletableFuture<TableReport> start(Plan plan, TableRun run, TableState state) {
    LakehouseSyncException left = closed;
    return left == null ? plan.start(run, state) : run.leave(left);
  }

  /** What the looks for all tables have found. */
  private record Plan(
      Map<SyncTable, Optional<Instant>> kept,
      Map<TableName, MetadataLocation> locations,
      @Nullable LakehouseSyncException failure,
      @Nullable LakehouseSyncException locateFailure) {
    CompletableFuture<TableReport> start(TableRun run, TableState state) {
      Optional<Instant> completeThrough = kept.get(state.table());
      if (failure != null) {
        return run.fail(failure);
      } else if (completeThrough == null) {
        return run.copyAndRefresh();
      } else if (locateFailure != null) {
        return run.fail(locateFailure);
      }
      return run.refreshOnly(completeThrough, locations.get(state.table().target()));
    }
  }

  private Plan plan(Collection<TableState> tables, Slice slice) {
    Map<SyncTable, Optional<Instant>> kept = new HashMap<>();
    Map<TableName, MetadataLocation> locations = Map.of();
    List<TableState> resting = tables.stream().filter(state -> !state.isUnderWay()).toList();
    try {
      source
          .unchanged(resting.stream().map(TableState::table).toList())
          .forEach(
              (table, through) -> {
                if (!isAging(table, through, slice)) {
                  kept.put(table, Optional.of(through));
                }
              });
    } catch (RuntimeException e) {
      return new Plan(Map.of(), locations, asFailure("looking for changes", e), null);
    }
    Instant now = clock.instant();
    resting.stream()
        .filter(state -> state.canWait(now, slice))
        .forEach(state -> kept.putIfAbsent(state.table(), Optional.empty()));
    if (kept.isEmpty()) {
      return new Plan(kept, locations, null, null);
    }
    try {
      locations = locator.locate(kept.keySet().stream().map(SyncTable::target).toList());
      return new Plan(kept, locations, null, null);
    } catch (RuntimeException e) {
      return new Plan(kept, locations, null, asFailure("locating snapshots", e));
    }
  }

  /**
   * Whether a table that looks unchanged would be stale before its next look has been copied: what
   * a look does not confirm, a copy must.
   */
  private boolean isAging(SyncTable table, Instant through, Slice slice) {
    Duration age = Duration.between(through, clock.instant());
    return slice
        .untilNextLook(table)
        .filter(look -> age.compareTo(table.pace().freshnessTarget().plus(look)) > 0)
        .isPresent();
  }

  private static LakehouseSyncException asFailure(String doing, RuntimeException e) {
    return e instanceof LakehouseSyncException failure
        ? failure
        : new OutcomeUnknownException(
            "Unexpected failure while %s: %s. Nothing was copied by it; the next run finds out what is true."
                .formatted(doing, e),
            e);
  }

  /** Notes, logs and tells the end of a run. */
  void ended(TableState state, TableReport report, @Nullable Instant completeThrough) {
    boolean circuitChanged = state.ended(report, completeThrough, backOff);
    log(report);
    listeners.ended(report);
    if (circuitChanged && report.failure().isPresent()) {
      LOG.warn(
          "{} is left alone and probed every {} s, until it gets through. The other tables go on.",
          report.table(),
          backOff.most().toSeconds());
      listeners.circuitOpened(report.table(), report.failure().get(), backOff.most());
    } else if (circuitChanged) {
      LOG.info("{} gets through again", report.table());
      listeners.circuitClosed(report.table());
    }
  }

  private void log(TableReport report) {
    LakehouseSyncException failure = report.failure().orElse(null);
    if (failure != null && failure == told) {
      LOG.debug("{}", report);
    } else if (failure != null) {
      told = failure;
      LOG.warn("{}", report, failure);
    } else if (report.changedSomething()) {
      LOG.info("{}", report);
    } else {
      LOG.debug("{}", report);
    }
  }

  List<TableState> states() {
    return List.copyOf(states.values());
  }

  /** The table with this Iceberg table, or else the one with this heap table. */
  Optional<TableState> state(TableName name) {
    List<TableState> ofHeap =
        states.values().stream().filter(state -> state.table().source().equals(name)).toList();
    return states.values().stream()
        .filter(state -> state.table().target().equals(name))
        .findFirst()
        .or(() -> ofHeap.size() == 1 ? Optional.of(ofHeap.get(0)) : Optional.empty());
  }

  /** Done when the last run of each table has ended. */
  CompletableFuture<Void> lastRuns() {
    return CompletableFuture.allOf(
        states.values().stream().map(TableState::lastRun).toArray(CompletableFuture[]::new));
  }

  /**
   * From now on runs end after the batch that is under way, and the refresh of what they copied.
   */
  void close() {
    closed =
        new NotAppliedException(
            NotAppliedException.Retry.SENSIBLE,
            "This LakehouseSync was closed before the run began. Nothing was touched; the next start goes on from there.",
            null);
  }

  /** The failure of a run that has not begun yet; null while this is open. */
  @Nullable LakehouseSyncException closed() {
    return closed;
  }

  /** From now on nothing more is begun: a run ends with the statement that is under way. */
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  SyncSource source() {
    return source;
  }

  MetadataLocator locator() {
    return locator;
  }

  CatalogRefresher refresher() {
    return refresher;
  }

  Listeners listeners() {
    return listeners;
  }

  Clock clock() {
    return clock;
  }

  BackOff backOff() {
    return backOff;
  }

  LimitedExecutor copies() {
    return copies;
  }

  LimitedExecutor refreshes() {
    return refreshes;
  }
}
