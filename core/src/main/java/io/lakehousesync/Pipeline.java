package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import io.lakehousesync.text.PrintableThrowable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tables. One check for changes finds the unchanged tables. Unchanged tables, and tables whose
 * new rows can wait, need no copy now. One lookup finds the metadata files of these tables. If the
 * catalog is not known to serve the file of a table, the table is refreshed. Tables that need a
 * copy are copied, several at a time, and each of them is refreshed after its copy.
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

  private final List<SyncGroup> groups;
  private final CutPublisher publisher = new CutPublisher(this);

  /** The cuts that have not ended, each with a key of its own. */
  private final Map<Object, CompletableFuture<?>> cutsUnderWay = new ConcurrentHashMap<>();

  /** The id of the last cut of each group that was logged. */
  private final Map<SyncGroup, Long> logged = new ConcurrentHashMap<>();

  /** Replaced when a table is added, so that it can be read without a lock. */
  private volatile Map<SyncTable, TableState> states;

  /**
   * The failure that a run reports if it starts after {@link LakehouseSync#close}; null while the
   * sync is open.
   */
  private volatile @Nullable LakehouseSyncException closed;

  /** Whether {@link LakehouseSync#close} has stopped waiting for runs. */
  private volatile boolean ended;

  /**
   * The last failure that was logged as a warning. A failure that many tables share is logged as a
   * warning only once.
   */
  private volatile @Nullable LakehouseSyncException lastLogged;

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
    groups = List.copyOf(builder.groups);
    Map<SyncTable, TableState> all = new LinkedHashMap<>();
    builder.tables.forEach(table -> all.put(table, new TableState(table)));
    states = Collections.unmodifiableMap(all);
  }

  /**
   * The runs that were started.
   *
   * @param tables a future for each requested table, in their order
   * @param cuts a future for each group that is copied; empty if it makes no cut
   */
  record Runs(
      List<CompletableFuture<TableReport>> tables,
      List<CompletableFuture<Optional<CutReport>>> cuts) {}

  /**
   * Starts a run of each table. If another run of a table is under way, the new run starts when
   * that run has ended. If a table fails, its report has the failure. If a table is in a group, all
   * tables of the group run.
   */
  Runs run(Collection<TableState> requested, RunLimits limits) {
    Set<TableState> tables = withGroups(requested);
    Plan plan = plan(tables, limits);
    Map<TableState, CompletableFuture<TableReport>> runs = new HashMap<>();
    List<CompletableFuture<Optional<CutReport>>> cuts = new ArrayList<>();
    List<SyncGroup> idle = new ArrayList<>();
    if (plan.failure() == null) {
      for (SyncGroup group : groups) {
        List<TableState> members = members(group).toList();
        if (tables.containsAll(members)) {
          if (plan.notCopied().containsKey(members.get(0).table())) {
            idle.add(group);
          } else {
            cuts.add(runGroup(group, members, limits, runs));
          }
        }
      }
    }
    for (TableState state : tables) {
      if (!runs.containsKey(state)) {
        TableRun run = new TableRun(this, state, limits);
        runs.put(state, state.begin(run, () -> start(plan, run, state)));
      }
    }
    for (SyncGroup group : idle) {
      publisher.waiting(group).ifPresent(cut -> cuts.add(publishLater(group, cut, runs)));
    }
    cuts.forEach(this::isUnderWay);
    return new Runs(
        requested.stream().map(state -> Objects.requireNonNull(runs.get(state))).toList(), cuts);
  }

  /**
   * Starts the run of a group. Two runs of groups do not wait for each other, because each of them
   * queues all of its tables before the other one does.
   */
  private CompletableFuture<Optional<CutReport>> runGroup(
      SyncGroup group,
      List<TableState> members,
      RunLimits limits,
      Map<TableState, CompletableFuture<TableReport>> runs) {
    List<TableRun> ofTables =
        members.stream().map(state -> new TableRun(this, state, limits)).toList();
    GroupRun run = new GroupRun(this, group, limits, ofTables);
    synchronized (groups) {
      for (int i = 0; i < members.size(); i++) {
        TableRun ofTable = ofTables.get(i);
        runs.put(members.get(i), members.get(i).begin(ofTable, () -> run.join(ofTable)));
      }
    }
    run.arrived();
    return run.done();
  }

  /** Remembers a cut until it has ended, so that {@link #lastRuns} waits for it. */
  private void isUnderWay(CompletableFuture<?> cut) {
    Object key = new Object();
    cutsUnderWay.put(key, cut);
    CompletableFuture<?> unused = cut.whenComplete((report, failure) -> cutsUnderWay.remove(key));
  }

  /**
   * Publishes the record of the last cut when the runs of its tables have ended. They have not
   * copied, because nothing has changed since.
   */
  private CompletableFuture<Optional<CutReport>> publishLater(
      SyncGroup group, CutResult.Cut cut, Map<TableState, CompletableFuture<TableReport>> runs) {
    List<CompletableFuture<TableReport>> ofTables =
        members(group).map(state -> Objects.requireNonNull(runs.get(state))).toList();
    return CompletableFuture.allOf(ofTables.toArray(CompletableFuture[]::new))
        .thenCompose(
            ended -> publish(group, cut, ofTables.stream().map(CompletableFuture::join).toList()));
  }

  /** Publishes the record of a cut, logs the cut, and calls the listeners. */
  CompletableFuture<Optional<CutReport>> publish(
      SyncGroup group, CutResult.Cut cut, List<TableReport> reports) {
    return publisher
        .publish(group, cut, reports)
        .thenApply(
            report -> {
              ended(report);
              return Optional.of(report);
            });
  }

  private Set<TableState> withGroups(Collection<TableState> requested) {
    Set<TableState> all = new LinkedHashSet<>(requested);
    groups.stream()
        .filter(group -> members(group).anyMatch(requested::contains))
        .forEach(group -> members(group).forEach(all::add));
    return all;
  }

  /** Returns these tables, and the tables that record cuts. */
  List<SyncTable> withCuts(List<SyncTable> tables) {
    return Stream.concat(
            tables.stream(), groups.stream().flatMap(group -> group.cuts().stream()).distinct())
        .toList();
  }

  private Stream<TableState> members(SyncGroup group) {
    return group.tables().stream().map(table -> Objects.requireNonNull(states.get(table)));
  }

  private CompletableFuture<TableReport> start(Plan plan, TableRun run, TableState state) {
    LakehouseSyncException cause = closed;
    return cause == null ? plan.start(run, state) : run.skip(cause);
  }

  /**
   * The results of the check for changes and of the lookup.
   *
   * @param notCopied the tables to refresh without a copy, with the time up to which each is
   *     complete; the time is empty if rows wait for a later copy
   * @param locations the metadata files of the tables in {@code notCopied}
   * @param failure the failure of the check for changes, or null. If the check failed, all runs
   *     fail
   * @param locateFailure the failure of the lookup, or null. If the lookup failed, the runs without
   *     a copy fail
   */
  private record Plan(
      Map<SyncTable, Optional<Instant>> notCopied,
      Map<TableName, LocatedMetadata> locations,
      @Nullable LakehouseSyncException failure,
      @Nullable LakehouseSyncException locateFailure) {
    CompletableFuture<TableReport> start(TableRun run, TableState state) {
      Optional<Instant> completeThrough = notCopied.get(state.table());
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

  private Plan plan(Collection<TableState> tables, RunLimits limits) {
    Map<SyncTable, Optional<Instant>> notCopied = new HashMap<>();
    Map<TableName, LocatedMetadata> locations = Map.of();
    List<TableState> idle = tables.stream().filter(state -> !state.isUnderWay()).toList();
    try {
      source
          .unchanged(idle.stream().map(TableState::table).toList())
          .forEach(
              (table, through) -> {
                if (!mustBeCopied(table, through, limits)) {
                  notCopied.put(table, Optional.of(through));
                }
              });
    } catch (RuntimeException e) {
      return new Plan(Map.of(), locations, asFailure("checking for changes", e), null);
    }
    Instant now = clock.instant();
    idle.stream()
        .filter(state -> state.canWait(now, limits))
        .forEach(state -> notCopied.putIfAbsent(state.table(), Optional.empty()));
    // If one table of a group is copied, all of its tables are.
    groups.stream()
        .map(SyncGroup::tables)
        .filter(members -> !notCopied.keySet().containsAll(members))
        .forEach(members -> notCopied.keySet().removeAll(members));
    if (notCopied.isEmpty()) {
      return new Plan(notCopied, locations, null, null);
    }
    try {
      locations = locator.locate(notCopied.keySet().stream().map(SyncTable::target).toList());
      return new Plan(notCopied, locations, null, null);
    } catch (RuntimeException e) {
      return new Plan(notCopied, locations, null, asFailure("locating snapshots", e));
    }
  }

  /**
   * Returns whether an unchanged table must be copied anyway. For some tables, the check for
   * changes confirms only that the table is complete up to the time of the last copy. If that time
   * is too old for the freshness target, a copy must confirm a later time.
   */
  private boolean mustBeCopied(SyncTable table, Instant through, RunLimits limits) {
    Duration age = Duration.between(through, clock.instant());
    return limits
        .untilNextCheck(table)
        .filter(wait -> age.compareTo(table.freshnessTarget().plus(wait)) > 0)
        .isPresent();
  }

  private static LakehouseSyncException asFailure(String doing, RuntimeException e) {
    return e instanceof LakehouseSyncException failure
        ? failure
        : new OutcomeUnknownException(
            "Unexpected failure while %s: %s. This step copied nothing. The next run tries again."
                .formatted(doing, e),
            e);
  }

  /** Stores and logs the report of a run that has ended, and calls the listeners. */
  void ended(TableState state, TableReport report, @Nullable Instant completeThrough) {
    Optional<String> problemBefore = state.report().flatMap(TableReport::problem);
    boolean circuitChanged = state.ended(report, clock.instant(), completeThrough, backOff);
    if (!report.problem().equals(problemBefore)) {
      logProblem(report);
    }
    log(report);
    listeners.ended(report);
    if (circuitChanged && report.failure().isPresent()) {
      LOG.warn(
          "The circuit of {} is open: the table is retried at least every {} s until a run succeeds. The"
              + " other tables continue.",
          report.table(),
          backOff.most().toSeconds());
      listeners.circuitOpened(report.table(), report.failure().get(), backOff.most());
    } else if (circuitChanged) {
      LOG.info("The circuit of {} is closed: a run has succeeded.", report.table());
      listeners.circuitClosed(report.table());
    }
  }

  private void ended(CutReport report) {
    if (Objects.equals(logged.put(report.group(), report.id()), report.id())) {
      LOG.debug("{}", report);
    } else {
      LOG.info("{}", report);
    }
    listeners.cut(report);
  }

  private void log(TableReport report) {
    LakehouseSyncException failure = report.failure().orElse(null);
    if (failure != null && failure == lastLogged) {
      LOG.debug("{}", report);
    } else if (failure != null) {
      lastLogged = failure;
      LOG.warn("{}", report, PrintableThrowable.of(failure));
    } else if (report.changedSomething()) {
      LOG.info("{}", report);
    } else {
      LOG.debug("{}", report);
    }
  }

  private static void logProblem(TableReport report) {
    report
        .problem()
        .ifPresentOrElse(
            problem ->
                LOG.warn(
                    "{} is copied, but may be incomplete: {}",
                    report.table(),
                    Printable.message(problem)),
            () -> LOG.info("{} has no known problem any more.", report.table()));
  }

  /** Adds a table that this pipeline does not have. */
  synchronized TableState add(SyncTable table) {
    TableState state = new TableState(table);
    Map<SyncTable, TableState> all = new LinkedHashMap<>(states);
    all.put(table, state);
    states = Collections.unmodifiableMap(all);
    return state;
  }

  List<TableState> states() {
    return List.copyOf(states.values());
  }

  Optional<TableState> state(SyncTable table) {
    return Optional.ofNullable(states.get(table));
  }

  /**
   * Returns the table whose Iceberg table has this name. If no Iceberg table has this name, returns
   * the table whose heap table has this name. Returns empty if the name matches nothing, or if it
   * is the name of a heap table that several tables share.
   */
  Optional<TableState> state(TableName name) {
    List<TableState> ofHeap =
        states.values().stream().filter(state -> state.table().source().equals(name)).toList();
    return states.values().stream()
        .filter(state -> state.table().target().equals(name))
        .findFirst()
        .or(() -> ofHeap.size() == 1 ? Optional.of(ofHeap.get(0)) : Optional.empty());
  }

  /** Returns a future that completes when the last runs of all tables and groups have ended. */
  CompletableFuture<Void> lastRuns() {
    return CompletableFuture.allOf(
        Stream.concat(
                states.values().stream().map(TableState::lastRun), cutsUnderWay.values().stream())
            .toArray(CompletableFuture[]::new));
  }

  /**
   * Starts no more runs. Each run that is under way finishes its batch, refreshes the catalog, and
   * ends.
   */
  void close() {
    closed =
        new NotAppliedException(
            NotAppliedException.Retry.SENSIBLE,
            "This LakehouseSync was closed before the run began. Nothing was changed. The next"
                + " start continues from here.",
            null);
  }

  /** Returns the failure for runs that have not begun; null while the sync is open. */
  @Nullable LakehouseSyncException closed() {
    return closed;
  }

  /** Starts no more refreshes: each run ends when its current statement ends. */
  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
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
