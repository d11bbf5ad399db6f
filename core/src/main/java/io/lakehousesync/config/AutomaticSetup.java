package io.lakehousesync.config;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the tables that patterns find. Searches for new ones on a daemon thread until it is
 * closed, and adds them to the sync. If a table cannot be set up, this is logged, and each search
 * tries again, also if it failed before the searches.
 */
final class AutomaticSetup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AutomaticSetup.class);
  private static final long CLOSE_SECONDS = 10;

  private final Supplier<List<SyncTable>> search;
  private final PgLakeSetup postgres;
  private final Consumer<SyncTable> catalog;

  /** The last problem of each table, so that it is logged once. */
  private final Map<TableName, String> problems = new HashMap<>();

  /** The tables of the sync whose set-up has failed. */
  private final Set<SyncTable> unfinished = new LinkedHashSet<>();

  private String lastFailure = "";

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "lakehouse-new-tables");
            daemon.setDaemon(true);
            return daemon;
          });

  /**
   * Creates an instance that does nothing yet.
   *
   * @param search returns the tables that the patterns find now
   * @param catalog sets up a table in the catalog
   */
  AutomaticSetup(
      Supplier<List<SyncTable>> search, PgLakeSetup postgres, Consumer<SyncTable> catalog) {
    this.search = search;
    this.postgres = postgres;
    this.catalog = catalog;
  }

  /**
   * Sets up those of the tables whose set-up is not complete.
   *
   * @return the tables that could not be set up, each with the reason
   * @throws NotAppliedException if PostgreSQL could not be queried
   */
  synchronized Map<SyncTable, String> setUp(List<SyncTable> tables) {
    Map<SyncTable, String> failed = new LinkedHashMap<>();
    for (SetupCheck check : postgres.check(tables)) {
      check
          .table()
          .filter(table -> !check.isComplete())
          .flatMap(table -> check.problem().or(() -> tryToSetUp(table)))
          .ifPresent(why -> failed.put(check.table().orElseThrow(), why));
    }
    failed.forEach(this::logIfNew);
    unfinished.addAll(failed.keySet());
    return failed;
  }

  /** Starts the searches: the first one now, and each later one this time after the one before. */
  void follow(LakehouseSync sync, Duration interval, BiConsumer<SyncTable, String> failed) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> search(sync, failed), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Logs all exceptions, because an exception that is thrown would end the searches. */
  private void search(LakehouseSync sync, BiConsumer<SyncTable, String> failed) {
    try {
      addNewTables(sync, failed);
      lastFailure = "";
    } catch (LakehouseSyncException e) {
      String failure = Printable.message(String.valueOf(e.getMessage()));
      if (!failure.equals(lastFailure)) {
        LOG.warn("New tables were not searched for: {} The next search tries again.", failure);
      }
      lastFailure = failure;
    } catch (RuntimeException | Error e) {
      LOG.error("The search for new tables failed unexpectedly. The next one tries again.", e);
    }
  }

  private synchronized void addNewTables(LakehouseSync sync, BiConsumer<SyncTable, String> failed) {
    unfinished.removeIf(table -> isDone(table, tryToSetUp(table), failed));
    List<SyncTable> tables = sync.tables();
    Set<TableName> sources =
        tables.stream().map(SyncTable::source).collect(Collectors.toUnmodifiableSet());
    for (SyncTable table : search.get()) {
      if (!sources.contains(table.source()) && !thread.isShutdown()) {
        isDone(
            table,
            conflict(table, tables).or(() -> problem(table)).or(() -> tryToAdd(table, sync)),
            failed);
      }
    }
  }

  /** Reports a problem, if it is new. Returns whether there is none. */
  private boolean isDone(
      SyncTable table, Optional<String> problem, BiConsumer<SyncTable, String> failed) {
    problem.filter(why -> logIfNew(table, why)).ifPresent(why -> failed.accept(table, why));
    if (problem.isEmpty()) {
      problems.remove(table.source());
    }
    return problem.isEmpty();
  }

  private static Optional<String> conflict(SyncTable table, List<SyncTable> tables) {
    return tables.stream()
        .filter(other -> other.target().equals(table.target()))
        .findFirst()
        .map(
            other ->
                "%s is copied into the same Iceberg table. Set another %s, or exclude one of them."
                    .formatted(other.source(), SyncKeys.TARGET));
  }

  private Optional<String> problem(SyncTable table) {
    return postgres.check(List.of(table)).stream()
        .flatMap(check -> check.problem().stream())
        .findFirst();
  }

  private Optional<String> tryToAdd(SyncTable table, LakehouseSync sync) {
    Optional<String> problem = tryToSetUp(table);
    if (problem.isPresent() || thread.isShutdown()) {
      return problem;
    }
    try {
      sync.add(table);
      return problem;
    } catch (IllegalStateException e) {
      LOG.debug("{} was set up, but the sync is closed. The next start finds it.", table, e);
      return problem;
    } catch (LakehouseSyncException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Sets up a table. Returns why this was not possible. */
  private Optional<String> tryToSetUp(SyncTable table) {
    try {
      postgres.apply(List.of(table));
      catalog.accept(table);
      LOG.info("{} was set up, because of {}.", table, SyncKeys.SETUP_AUTO);
      return Optional.empty();
    } catch (LakehouseSyncException | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Logs the problem of a table, if it is new. Returns whether it is. */
  private boolean logIfNew(SyncTable table, String problem) {
    boolean isNew = !problem.equals(problems.put(table.source(), problem));
    if (isNew) {
      LOG.warn(
          "{} cannot be set up: {} If the table is not to be synced, add it to {}.",
          table,
          Printable.message(problem),
          SyncKeys.EXCLUDE);
    }
    return isNew;
  }

  /**
   * Starts no further set-up, and waits at most ten seconds for one that is under way. A set-up
   * that does not end in this time stops after its current statement; the next start completes it.
   */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn(
            "Closed while a new table was being set up. The set-up stops after its current"
                + " statement; the next start completes it.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
