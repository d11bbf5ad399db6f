package io.lakehousesync;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Configures a {@link LakehouseSync}. Not thread-safe. */
public final class LakehouseSyncBuilder {
  private @Nullable SyncSource source;
  private @Nullable MetadataLocator locator;
  CatalogRefresher refresher = CatalogRefresher.none();
  Clock clock = Clock.systemUTC();
  int parallelRefreshes = 4;
  final List<SyncTable> tables = new ArrayList<>();

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

  /**
   * How many tables are refreshed at the same time, each with a connection of its own to PostgreSQL
   * and to the catalog. Default: 4.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public LakehouseSyncBuilder parallelRefreshes(int parallelRefreshes) {
    if (parallelRefreshes < 1) {
      throw new IllegalArgumentException(
          "parallelRefreshes must be positive, got " + parallelRefreshes);
    }
    this.parallelRefreshes = parallelRefreshes;
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
      if (source != null) {
        try {
          source.validate(table);
        } catch (ConfigurationException e) {
          problems.addAll(e.problems());
        }
      }
    }
    if (source == null || locator == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new LakehouseSync(this, source, locator);
  }
}
