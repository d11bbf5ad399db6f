package io.lakehousesync.config;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.PgLakeMaintenance;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.postgres.PgLakeVerifier;
import io.lakehousesync.postgres.StatusRecorder;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sync that a {@link SyncConfiguration} describes, and its parts. Owns the pools and clients
 * that were created for it, and closes them. Thread-safe.
 */
public final class ConfiguredSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredSync.class);

  /** The default of {@link LakehouseSyncBuilder#parallelCopies}. */
  private static final int PARALLEL_COPIES = 3;

  /** The default of {@link LakehouseSyncBuilder#parallelRefreshes}. */
  private static final int PARALLEL_REFRESHES = 4;

  private final SyncConfiguration configuration;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final DataSource postgres;
  private final SyncSource source;
  private final MetadataLocator locator;
  private final CatalogRefresher refresher;
  private @Nullable LakehouseSync sync;
  private final AutomaticSetup setup;
  private boolean maintained;
  private boolean searches;
  private boolean recorded;
  private boolean verified;

  ConfiguredSync(
      SyncConfiguration configuration,
      LocatorProvider locators,
      RefresherProvider refreshers,
      @Nullable DataSource given,
      ConnectionPooling pooling) {
    this.configuration = configuration;
    Settings settings = configuration.settings();
    Context context = new Context(pooling);
    try {
      postgres =
          given != null
              ? given
              : context.pool(
                  "postgres",
                  PostgresConnections.of(settings),
                  // One more for checks and lookups, and one for each kind of work in the
                  // background.
                  parallelCopies()
                      + parallelRefreshes()
                      + 1
                      + (isMaintained() ? 1 : 0)
                      + (settings.get(SyncKeys.SETUP_AUTO) ? 1 : 0)
                      + (settings.get(SyncKeys.STATUS_TABLE) ? 1 : 0)
                      + (settings.find(SyncKeys.VERIFY_EVERY).isPresent() ? 1 : 0));
      context.postgres = postgres;
      PgLakeSource.Builder copies = PgLakeSource.builder(postgres);
      settings.find(SyncKeys.BATCH_ROWS).ifPresent(copies::batchRows);
      source = copies.build();
      locator = locators.create(context);
      refresher = refreshers.create(context);
      setup =
          closeAtEnd(
              new AutomaticSetup(
                  () -> TablesByPattern.find(settings, postgres),
                  PgLakeSetup.of(postgres),
                  table -> refreshers.setUp(table, context)));
      List<String> problems = refresher.problems(served());
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
    } catch (RuntimeException e) {
      closeOwned();
      throw e;
    }
  }

  /** Returns the tables that the catalog serves: also those that record cuts. */
  private List<SyncTable> served() {
    return Stream.concat(
            configuration.tables().values().stream(),
            configuration.groups().stream().flatMap(group -> group.cuts().stream()).distinct())
        .toList();
  }

  private int parallelCopies() {
    return configuration.settings().find(SyncKeys.PARALLELISM).orElse(PARALLEL_COPIES);
  }

  private int parallelRefreshes() {
    return configuration.settings().find(SyncKeys.PARALLELISM).orElse(PARALLEL_REFRESHES);
  }

  private MaintenanceKeys.Mode maintenanceMode() {
    return configuration.settings().get(MaintenanceKeys.MODE);
  }

  private boolean isMaintained() {
    return maintenanceMode() != MaintenanceKeys.Mode.OFF;
  }

  /** Returns the connections to PostgreSQL. */
  public DataSource postgres() {
    return postgres;
  }

  /** Returns the locator. */
  public MetadataLocator locator() {
    return locator;
  }

  /** Returns the refresher. */
  public CatalogRefresher refresher() {
    return refresher;
  }

  /**
   * Returns a new builder with all settings of the configuration, for hosts that add listeners or
   * an executor. The caller must close the built sync before this object.
   */
  public LakehouseSyncBuilder builder() {
    Settings settings = configuration.settings();
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(source)
            .locator(locator)
            .refresher(refresher)
            .parallelCopies(parallelCopies())
            .parallelRefreshes(parallelRefreshes())
            .closeTimeout(configuration.closeTimeout());
    settings.find(SyncKeys.STALE_AFTER).ifPresent(builder::staleAfter);
    List<SyncTable> grouped =
        configuration.groups().stream().flatMap(group -> group.tables().stream()).toList();
    configuration.tables().values().stream()
        .filter(table -> !grouped.contains(table))
        .forEach(builder::table);
    configuration.groups().forEach(builder::group);
    return builder;
  }

  /**
   * Returns the sync. The first call builds it after {@link #setUp}, and {@link #close()} closes
   * it.
   *
   * @throws ConfigurationException if a table of the configuration does not match the database
   * @throws NotAppliedException if the tables could not be checked
   */
  public synchronized LakehouseSync sync() {
    if (sync == null) {
      setUp();
      sync = builder().build();
    }
    return sync;
  }

  /**
   * Starts the maintenance of the Iceberg tables of a sync. If the configuration turns the
   * maintenance off, does nothing. The maintenance runs on its own thread until {@link #close}. The
   * sync refreshes the catalog to the snapshots that the maintenance commits.
   *
   * @param maintainedSync a sync that was built by {@link #sync} or by a builder of this object
   * @param listener receives a report for each table that was checked
   * @throws IllegalStateException if this method was called before
   */
  public synchronized void maintain(
      LakehouseSync maintainedSync, Consumer<MaintenanceReport> listener) {
    if (maintained) {
      throw new IllegalStateException("the maintenance was already started");
    }
    maintained = true;
    Settings settings = configuration.settings();
    PgLakeMaintenance maintenance = MaintenanceKeys.maintenance(postgres, settings);
    Duration interval = settings.get(MaintenanceKeys.INTERVAL);
    switch (maintenanceMode()) {
      case OFF -> {}
      case WATCH -> closeAtEnd(maintenance.watchEvery(interval, maintainedSync::tables, listener));
      case VACUUM ->
          closeAtEnd(maintenance.vacuumEvery(interval, maintainedSync::tables, listener));
    }
  }

  /**
   * Sets up the tables that {@code tables.include} has found, and the tables that record cuts, if
   * they lack a set-up and the configuration has {@code setup.auto=true}. Otherwise does nothing.
   * Call this before a sync is built with {@link #builder}; {@link #sync} calls it.
   *
   * @return the tables that could not be set up, each with the reason, which was logged
   * @throws NotAppliedException if PostgreSQL could not be queried
   */
  public Map<SyncTable, String> setUp() {
    if (!configuration.settings().get(SyncKeys.SETUP_AUTO)) {
      return Map.of();
    }
    // A table that the configuration or the host describes is left to them, if its settings differ.
    List<SyncTable> found = TablesByPattern.find(configuration.settings(), postgres);
    Map<SyncTable, String> failed =
        setup.setUp(configuration.tables().values().stream().filter(found::contains).toList());
    PgLakeSetup.of(postgres).applyGroups(configuration.groups());
    return failed;
  }

  /**
   * Starts to search for tables that {@code tables.include} means and that are created while the
   * sync runs, sets them up, and adds them to the sync. Works on its own thread until {@link
   * #close}. If the configuration does not have {@code setup.auto=true}, does nothing.
   *
   * @param growing a sync that was built by {@link #sync} or by a builder of this object
   * @param failed receives each table that cannot be set up, with the reason, when the reason is
   *     new. It is called on the thread of the search. The reason is also logged, and the next
   *     search tries again
   * @throws IllegalStateException if this method was called before
   */
  public synchronized void addNewTables(
      LakehouseSync growing, BiConsumer<SyncTable, String> failed) {
    if (searches) {
      throw new IllegalStateException("the search for new tables was already started");
    }
    searches = true;
    if (configuration.settings().get(SyncKeys.SETUP_AUTO)) {
      setup.follow(growing, configuration.settings().get(SyncKeys.SETUP_INTERVAL), failed);
    }
  }

  /**
   * Starts to write the status of the tables into the table {@code lakehouse_sync.status}. Works on
   * its own thread until {@link #close}, which writes the last state. If the configuration has
   * {@code status.table=false}, does nothing.
   *
   * @param recordedSync a sync that was built by {@link #sync} or by a builder of this object
   * @throws IllegalStateException if this method was called before
   */
  public synchronized void recordStatus(LakehouseSync recordedSync) {
    if (recorded) {
      throw new IllegalStateException("the status is already recorded");
    }
    recorded = true;
    if (configuration.settings().get(SyncKeys.STATUS_TABLE)) {
      closeAtEnd(StatusRecorder.start(postgres, recordedSync::health));
    }
  }

  /**
   * Starts to verify the tables of a sync in the background, as {@link PgLakeVerifier#verifyEvery}
   * does. What is found counts for the health of the sync. Works on its own thread until {@link
   * #close}. If the configuration has no {@code verify.every}, does nothing.
   *
   * @param verifiedSync a sync that was built by {@link #sync} or by a builder of this object
   * @param listener receives what was found, after each complete pass through a table, and when the
   *     known differences have changed
   * @throws IllegalStateException if this method was called before
   */
  public synchronized void verify(
      LakehouseSync verifiedSync, Consumer<TableVerification> listener) {
    if (verified) {
      throw new IllegalStateException("the verification was already started");
    }
    verified = true;
    configuration
        .settings()
        .find(SyncKeys.VERIFY_EVERY)
        .ifPresent(
            every ->
                closeAtEnd(
                    PgLakeVerifier.of(postgres)
                        .verifyEvery(
                            every,
                            verifiedSync::tables,
                            found -> {
                              verifiedSync.verified(found);
                              listener.accept(found);
                            })));
  }

  private <C extends AutoCloseable> C closeAtEnd(C resource) {
    synchronized (owned) {
      owned.push(resource);
    }
    return resource;
  }

  /** Closes the sync as {@link LakehouseSync#close()} does. Then closes the pools and clients. */
  @Override
  public void close() {
    synchronized (this) {
      if (sync != null) {
        sync.close();
      }
    }
    closeOwned();
  }

  private void closeOwned() {
    synchronized (owned) {
      while (!owned.isEmpty()) {
        AutoCloseable resource = owned.pop();
        try {
          resource.close();
        } catch (Exception e) {
          LOG.warn(
              "Could not close {}: {}",
              resource.getClass().getSimpleName(),
              Printable.message(e.toString()));
        }
      }
    }
  }

  /** The context in which the components are created. */
  private final class Context implements ComponentContext {
    private final ConnectionPooling pooling;
    private @Nullable DataSource postgres;

    Context(ConnectionPooling pooling) {
      this.pooling = pooling;
    }

    @Override
    public Settings settings() {
      return configuration.settings();
    }

    @Override
    public DataSource postgres() {
      if (postgres == null) {
        throw new IllegalStateException("the connections to PostgreSQL are not created yet");
      }
      return postgres;
    }

    @Override
    public Map<String, SyncTable> tables() {
      return configuration.tables();
    }

    @Override
    public int parallelRefreshes() {
      return ConfiguredSync.this.parallelRefreshes();
    }

    @Override
    public DataSource pool(String name, DataSource unpooled, int connections) {
      DataSource pool = pooling.pool(name, unpooled, connections);
      if (pool != unpooled && pool instanceof AutoCloseable closeable) {
        closeAtEnd(closeable);
      }
      return pool;
    }

    @Override
    public <C extends AutoCloseable> C closeAtEnd(C resource) {
      return ConfiguredSync.this.closeAtEnd(resource);
    }
  }
}
