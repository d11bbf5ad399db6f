package io.lakehousesync;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Configures a {@link LakehouseSync}. Not thread-safe. */
public final class LakehouseSyncBuilder {
  private @Nullable SyncSource source;
  private @Nullable MetadataLocator locator;
  CatalogRefresher refresher = CatalogRefresher.none();
  Clock clock = Clock.systemUTC();
  int parallelCopies = 3;
  int parallelRefreshes = 4;
  BackOff backOff = BackOff.ofDefaults();
  Duration closeTimeout = Duration.ofSeconds(30);
  private InvalidTables invalidTables = InvalidTables.REFUSE;
  @Nullable Duration staleAfter;
  @Nullable Executor executor;
  final List<SyncTable> tables = new ArrayList<>();
  final List<SyncListener> listeners = new ArrayList<>();

  LakehouseSyncBuilder() {}

  /** What copies rows. Required. */
  public LakehouseSyncBuilder source(SyncSource source) {
    this.source = Objects.requireNonNull(source, "source");
    return this;
  }

  /** What finds the committed snapshots. Required. */
  public LakehouseSyncBuilder locator(MetadataLocator locator) {
    this.locator = Objects.requireNonNull(locator, "locator");
    return this;
  }

  /** What makes the catalog serve them. Default: {@link CatalogRefresher#none()}. */
  public LakehouseSyncBuilder refresher(CatalogRefresher refresher) {
    this.refresher = Objects.requireNonNull(refresher, "refresher");
    return this;
  }

  /** Adds a table. At least one is required. */
  public LakehouseSyncBuilder table(SyncTable table) {
    tables.add(Objects.requireNonNull(table, "table"));
    return this;
  }

  /** Adds somebody who is told of each step. */
  public LakehouseSyncBuilder listener(SyncListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * How many tables are copied at the same time, each with a connection of its own to PostgreSQL.
   * pg_lake takes a background worker for each write; with PostgreSQL's default of eight worker
   * processes, more than three fail now and then with 53400, and are tried again. Default: 3.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public LakehouseSyncBuilder parallelCopies(int parallelCopies) {
    this.parallelCopies = requirePositive("parallelCopies", parallelCopies);
    return this;
  }

  /**
   * How many tables are refreshed at the same time, each with a connection of its own to PostgreSQL
   * and to the catalog. Default: 4.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public LakehouseSyncBuilder parallelRefreshes(int parallelRefreshes) {
    this.parallelRefreshes = requirePositive("parallelRefreshes", parallelRefreshes);
    return this;
  }

  private static int requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be positive, got " + value);
    }
    return value;
  }

  /**
   * The threads on which tables are copied and refreshed, such as those of {@code
   * newVirtualThreadPerTaskExecutor()}. They stay the host's, which ends them after it has closed
   * the sync: a run that they accepted and never begin is waited for until {@link
   * LakehouseSync#close(Duration)} times out. No more than {@link #parallelCopies} and {@link
   * #parallelRefreshes} are used at a time; tasks wait for JDBC. Default: daemon threads of the
   * sync's own.
   */
  public LakehouseSyncBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /** How long a table that failed is left alone. Default: {@link BackOff#ofDefaults()}. */
  public LakehouseSyncBuilder backOff(BackOff backOff) {
    this.backOff = Objects.requireNonNull(backOff, "backOff");
    return this;
  }

  /**
   * How old the state that the catalog serves may be before {@link LakehouseSync#health} calls a
   * table stale. Default: three intervals beyond the table's freshness target.
   */
  public LakehouseSyncBuilder staleAfter(Duration staleAfter) {
    this.staleAfter = Objects.requireNonNull(staleAfter, "staleAfter");
    return this;
  }

  /** How long {@link LakehouseSync#close()} waits for what is under way. Default: 30 seconds. */
  public LakehouseSyncBuilder closeTimeout(Duration closeTimeout) {
    this.closeTimeout = Objects.requireNonNull(closeTimeout, "closeTimeout");
    return this;
  }

  /**
   * The clock for freshness. Default: the system's, in UTC. A source that is given a clock must be
   * given the same one.
   */
  public LakehouseSyncBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * What becomes of tables that the source cannot honour. Default: {@link InvalidTables#REFUSE},
   * which tells whoever writes the configuration; a service that is started at night wants {@link
   * InvalidTables#FAIL_RUNS}.
   */
  public LakehouseSyncBuilder invalidTables(InvalidTables invalidTables) {
    this.invalidTables = Objects.requireNonNull(invalidTables, "invalidTables");
    return this;
  }

  /**
   * Checks everything, and asks the source whether it can honour each table.
   *
   * @throws ConfigurationException if something is missing or cannot be honoured; it names all
   *     problems at once
   * @throws NotAppliedException if the source could not be asked
   */
  public LakehouseSync build() {
    List<String> problems = new ArrayList<>();
    if (source == null) {
      problems.add("No source: call source(...), for example with PgLakeSource.of(dataSource).");
    }
    if (locator == null) {
      problems.add(
          "No locator: call locator(...), for example with IcebergTablesLocator.of(dataSource).");
    }
    if (tables.isEmpty()) {
      problems.add("No table: call table(...) for each table to keep in sync.");
    }
    Set<TableName> targets = new HashSet<>();
    for (SyncTable table : tables) {
      if (!targets.add(table.target())) {
        problems.add(
            "Two tables are copied into " + table.target() + ": give each its own Iceberg table.");
      }
    }
    TableChecks checks =
        source == null ? TableChecks.NONE : TableChecks.of(source, tables, invalidTables);
    boolean strict = invalidTables == InvalidTables.REFUSE || checks.noneIsValid(tables.size());
    if (strict || !problems.isEmpty()) {
      problems.addAll(checks.problems());
    }
    if (source == null || locator == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new LakehouseSync(this, checks.sourceFor(source), locator);
  }
}
