package io.lakehousesync;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
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
  final List<SyncGroup> groups = new ArrayList<>();
  final List<SyncListener> listeners = new ArrayList<>();

  LakehouseSyncBuilder() {}

  /** Sets the source, which copies rows. Required. */
  public LakehouseSyncBuilder source(SyncSource source) {
    this.source = Objects.requireNonNull(source, "source");
    return this;
  }

  /** Sets the locator, which finds the metadata files of committed snapshots. Required. */
  public LakehouseSyncBuilder locator(MetadataLocator locator) {
    this.locator = Objects.requireNonNull(locator, "locator");
    return this;
  }

  /**
   * Sets the refresher, which makes the catalog serve the snapshots. Default: {@link
   * CatalogRefresher#none()}.
   */
  public LakehouseSyncBuilder refresher(CatalogRefresher refresher) {
    this.refresher = Objects.requireNonNull(refresher, "refresher");
    return this;
  }

  /** Adds a table. At least one is required. */
  public LakehouseSyncBuilder table(SyncTable table) {
    tables.add(Objects.requireNonNull(table, "table"));
    return this;
  }

  /**
   * Adds tables, for example those that {@link io.lakehousesync.postgres.PgLakeTables} finds by
   * patterns of their names.
   */
  public LakehouseSyncBuilder tables(Collection<SyncTable> tables) {
    tables.forEach(this::table);
    return this;
  }

  /**
   * Adds a group with its tables: they are copied in one transaction with one snapshot. Do not also
   * add these tables by {@link #table}. If one table of the group is due, or has changes, the whole
   * group is copied. So the shortest interval of its tables counts, and a paused table is copied as
   * long as another table of the group is not paused.
   */
  public LakehouseSyncBuilder group(SyncGroup group) {
    groups.add(Objects.requireNonNull(group, "group"));
    return tables(group.tables());
  }

  /** Adds a listener, which is called at each step of each run. */
  public LakehouseSyncBuilder listener(SyncListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Sets how many tables are copied at the same time, each on its own connection to PostgreSQL.
   * Default: 3. pg_lake uses a background worker for each write. By default, PostgreSQL has eight
   * worker processes. If more than three copies share eight worker processes, a copy sometimes
   * fails with SQLSTATE 53400, and is retried.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public LakehouseSyncBuilder parallelCopies(int parallelCopies) {
    this.parallelCopies = requirePositive("parallelCopies", parallelCopies);
    return this;
  }

  /**
   * Sets how many tables are refreshed at the same time, each on its own connections to PostgreSQL
   * and to the catalog. Default: 4.
   *
   * @throws IllegalArgumentException if the number is not positive
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
   * Sets the executor whose threads copy and refresh tables, such as {@code
   * newVirtualThreadPerTaskExecutor()}. Default: daemon threads that the sync creates. At most
   * {@link #parallelCopies} plus {@link #parallelRefreshes} threads are used at a time. The threads
   * block while JDBC waits for an answer.
   *
   * <p>The host shuts its executor down after it has closed the sync. If the executor accepts a run
   * and never starts it, {@link LakehouseSync#close(Duration)} waits for that run until the
   * timeout.
   */
  public LakehouseSyncBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /** Sets how long a table waits after a failure. Default: {@link BackOff#ofDefaults()}. */
  public LakehouseSyncBuilder backOff(BackOff backOff) {
    this.backOff = Objects.requireNonNull(backOff, "backOff");
    return this;
  }

  /**
   * Sets the freshness lag above which {@link LakehouseSync#health} reports a table as stale.
   * Default: the table's freshness target plus three times its interval.
   */
  public LakehouseSyncBuilder staleAfter(Duration staleAfter) {
    this.staleAfter = Objects.requireNonNull(staleAfter, "staleAfter");
    return this;
  }

  /**
   * Sets how long {@link LakehouseSync#close()} waits for runs that are under way. Default: 30
   * seconds.
   */
  public LakehouseSyncBuilder closeTimeout(Duration closeTimeout) {
    this.closeTimeout = Objects.requireNonNull(closeTimeout, "closeTimeout");
    return this;
  }

  /**
   * Sets the clock that measures freshness. Default: the system clock, in UTC. The source must use
   * the same clock.
   */
  public LakehouseSyncBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Sets what {@link #build()} does with tables that the source cannot sync. Default: {@link
   * InvalidTables#REFUSE}. Use {@link InvalidTables#FAIL_RUNS} for a service that starts
   * unattended.
   */
  public LakehouseSyncBuilder invalidTables(InvalidTables invalidTables) {
    this.invalidTables = Objects.requireNonNull(invalidTables, "invalidTables");
    return this;
  }

  /**
   * Checks the configuration, lets the source validate each table, and builds the sync.
   *
   * @throws ConfigurationException if something is missing or a table is invalid. The exception
   *     lists all problems
   * @throws NotAppliedException if the source could not validate a table
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
    problems.addAll(problems(List.copyOf(tables), withCuts(), refresher));
    problems.addAll(problemsOfGroups(source));
    TableValidation validation =
        source == null ? TableValidation.NONE : TableValidation.of(source, tables, invalidTables);
    boolean strict = invalidTables == InvalidTables.REFUSE || validation.noneIsValid(tables.size());
    if (strict || !problems.isEmpty()) {
      problems.addAll(validation.problems());
    }
    if (source == null || locator == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new LakehouseSync(this, validation.sourceFor(source), locator);
  }

  private List<String> problemsOfGroups(@Nullable SyncSource from) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (SyncGroup group : groups) {
      if (!names.add(group.name())) {
        problems.add("Two groups have the name %s.".formatted(group));
      }
      if (group.tables().size() < 2) {
        problems.add(
            "Group %s has %d tables: a group needs two tables or more."
                .formatted(group, group.tables().size()));
      }
      if (from != null) {
        problems.addAll(from.problems(group));
      }
    }
    return problems;
  }

  /** Returns the tables that the catalog serves: also those that record cuts. */
  private List<SyncTable> withCuts() {
    return Stream.concat(
            tables.stream(), groups.stream().flatMap(group -> group.cuts().stream()).distinct())
        .toList();
  }

  /**
   * Returns the problems of tables that cannot be synced together.
   *
   * @param served the tables that the catalog serves
   */
  static List<String> problems(
      List<SyncTable> tables, List<SyncTable> served, CatalogRefresher refresher) {
    List<String> problems = new ArrayList<>();
    Set<TableName> targets = new HashSet<>();
    for (SyncTable table : served) {
      if (!targets.add(table.target())) {
        problems.add(
            "Two tables are copied into %s: give each table its own Iceberg table."
                .formatted(table.target()));
      }
    }
    problems.addAll(SyncTable.conflicts(tables));
    problems.addAll(refresher.problems(served));
    return problems;
  }
}
