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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the tables that patterns find. Searches for new ones on a daemon thread until it is
 * closed, and adds them to the sync. If a table cannot be set up, this is logged, and each search
 * tries again, also if it failed before the searches.
 *
 * <p>Any owner of a table can lock it for a long time, and the build of an index can take hours.
 * The other tables must not wait for this:
 *
 * <ul>
 *   <li>A set-up waits at most {@link #PATIENCE} for a locked table, and the build of an index at
 *       most {@link #INDEX_PATIENCE} for an older transaction.
 *   <li>A search first tries tables that failed before, then new ones. If the failed attempts of
 *       one part take more than {@link #LOST_AT_MOST}, this part ends. The next search begins with
 *       the tables that this search has not tried.
 *   <li>The start of the sync waits for the set-ups as long as each of them takes less than {@link
 *       #LONG}. After that, the set-ups go on while the sync runs.
 * </ul>
 */
final class AutomaticSetup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AutomaticSetup.class);
  private static final long CLOSE_SECONDS = 10;
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * How long a set-up waits for the sessions that lock a table. Before the start of the sync, it
   * tries only once. The first search then tries again.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long the build of an index waits for an older transaction. */
  private static final Duration INDEX_PATIENCE = Duration.ofSeconds(30);

  /** The time of failed set-ups after which no more tables are tried. */
  private static final Duration LOST_AT_MOST = Duration.ofSeconds(10);

  /** How long a set-up may take before the start of the sync no longer waits for it. */
  private static final Duration LONG = Duration.ofSeconds(5);

  private final Supplier<List<SyncTable>> search;
  private final PgLakeSetup postgres;
  private final Consumer<SyncTable> catalog;

  /** The last problem of each table, so that it is logged once. */
  private final Map<TableName, String> problems = new HashMap<>();

  /** The tables of the sync whose set-up is not complete: the next one to try is the first. */
  private final Set<SyncTable> unfinished = new LinkedHashSet<>();

  /** How long the failed set-ups since the beginning of the search took. */
  private Duration lost = Duration.ZERO;

  /** The set-up that runs now; null if there is none. */
  private volatile @Nullable Attempt attempt;

  /**
   * A set-up.
   *
   * @param began a value of {@link System#nanoTime}
   */
  private record Attempt(SyncTable table, long began) {}

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
   * Sets up those of the tables whose set-up is not complete. If this takes long, it goes on in the
   * background.
   *
   * @return the tables that could not be set up until now, each with the reason
   * @throws NotAppliedException if PostgreSQL could not be queried
   */
  Map<SyncTable, String> setUp(List<SyncTable> tables) {
    Map<SyncTable, String> failed = Collections.synchronizedMap(new LinkedHashMap<>());
    CompletableFuture<Void> pass =
        CompletableFuture.runAsync(() -> setUpAll(tables, failed), thread);
    try {
      while (!endsSoon(pass)) {
        Attempt now = attempt;
        if (now != null && System.nanoTime() - now.began() > LONG.toNanos()) {
          goOnInBackground(pass, now.table());
          break;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LakehouseSyncException cause) {
        throw cause;
      }
      throw new IllegalStateException("The set-up failed unexpectedly.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (failed) {
      return new LinkedHashMap<>(failed);
    }
  }

  /** Waits for a moment. Returns whether the pass has ended. */
  private static boolean endsSoon(CompletableFuture<Void> pass)
      throws InterruptedException, ExecutionException {
    try {
      pass.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Nobody waits for the pass any more, so that its failure is logged. */
  private static void goOnInBackground(CompletableFuture<Void> pass, SyncTable table) {
    LOG.warn(
        "The set-up of {} takes long. It goes on while the sync runs, and so do those of the tables"
            + " after it. Until then, the runs of these tables fail.",
        table);
    CompletableFuture<Void> unused =
        pass.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.error("The set-up of tables ended unexpectedly. Restart the host.", failure);
              }
            });
  }

  private void setUpAll(List<SyncTable> tables, Map<SyncTable, String> failed) {
    lost = Duration.ZERO;
    for (SyncTable table : tables) {
      if (mayTryMore()) {
        timed(table, () -> setUpIfIncomplete(table)).ifPresent(why -> failed.put(table, why));
      } else {
        unfinished.add(table);
      }
    }
    if (!unfinished.isEmpty()) {
      LOG.warn(
          "The set-ups of {} tables are examined while the sync runs, because other sessions lock"
              + " tables that come before them. If a set-up is not complete, the runs of the table"
              + " fail until then.",
          unfinished.size());
    }
    failed.forEach(this::logIfNew);
    unfinished.addAll(failed.keySet());
  }

  private Optional<String> setUpIfIncomplete(SyncTable table) {
    SetupCheck check = check(table);
    return check.isComplete()
        ? Optional.empty()
        : check.problem().or(() -> tryToSetUp(table, Duration.ZERO));
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

  private void addNewTables(LakehouseSync sync, BiConsumer<SyncTable, String> failed) {
    lost = Duration.ZERO;
    for (SyncTable table : List.copyOf(unfinished)) {
      if (mayTryMore()) {
        unfinished.remove(table);
        if (!isDone(table, timed(table, () -> checkAndSetUp(table)), failed)) {
          unfinished.add(table);
        }
      }
    }
    // New tables do not wait until other sessions have unlocked older ones.
    lost = Duration.ZERO;
    List<SyncTable> tables = sync.tables();
    Set<TableName> sources =
        tables.stream().map(SyncTable::source).collect(Collectors.toUnmodifiableSet());
    List<SyncTable> found =
        search.get().stream()
            .filter(table -> !sources.contains(table.source()))
            .sorted(Comparator.comparing(table -> problems.containsKey(table.source())))
            .toList();
    for (SyncTable table : found) {
      if (mayTryMore()) {
        isDone(
            table,
            timed(table, () -> conflict(table, tables).or(() -> tryToAdd(table, sync))),
            failed);
      }
    }
  }

  private boolean mayTryMore() {
    return !thread.isShutdown() && lost.compareTo(LOST_AT_MOST) <= 0;
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

  private SetupCheck check(SyncTable table) {
    return postgres.check(List.of(table)).stream()
        .filter(check -> check.table().isPresent())
        .findFirst()
        .orElseThrow();
  }

  private Optional<String> checkAndSetUp(SyncTable table) {
    // The check of a locked table ends sooner than its set-up.
    return check(table).problem().or(() -> tryToSetUp(table, PATIENCE));
  }

  private Optional<String> tryToAdd(SyncTable table, LakehouseSync sync) {
    Optional<String> problem = checkAndSetUp(table);
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

  /** Runs an attempt to set up a table. If it returns a problem, its time is lost. */
  private Optional<String> timed(SyncTable table, Supplier<Optional<String>> work) {
    long began = System.nanoTime();
    attempt = new Attempt(table, began);
    try {
      Optional<String> problem = work.get();
      if (problem.isPresent()) {
        lost = lost.plusNanos(System.nanoTime() - began);
      }
      return problem;
    } finally {
      attempt = null;
    }
  }

  /** Sets up a table. Returns why this was not possible. */
  private Optional<String> tryToSetUp(SyncTable table, Duration patience) {
    try {
      postgres.lockPatience(patience).indexPatience(INDEX_PATIENCE).apply(List.of(table));
      catalog.accept(table);
      LOG.info("{} is set up, because of {}.", table, SyncKeys.SETUP_AUTO);
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
