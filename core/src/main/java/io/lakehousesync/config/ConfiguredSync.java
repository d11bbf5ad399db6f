package io.lakehousesync.config;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.ConfigurationException;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.SyncSource;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.MaintenanceReport;
import io.lakehousesync.postgres.PgLakeMaintenance;
import io.lakehousesync.postgres.PgLakeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link SyncConfiguration} describes: the parts of a sync, and the sync itself. Owns what
 * was made for it, pools and clients, and closes it in the end. Thread-safe.
 */
public final class ConfiguredSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredSync.class);

  /** As {@link LakehouseSyncBuilder} has them. */
  private static final int PARALLEL_COPIES = 3;

  private static final int PARALLEL_REFRESHES = 4;

  private final SyncConfiguration configuration;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final DataSource postgres;
  private final SyncSource source;
  private final MetadataLocator locator;
  private final CatalogRefresher refresher;
  private @Nullable LakehouseSync sync;
  private boolean maintained;

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
                  // One more looks for changes and for locations, and one looks after tables.
                  parallelCopies() + parallelRefreshes() + (isMaintained() ? 2 : 1));
      context.postgres = postgres;
      PgLakeSource.Builder copies = PgLakeSource.builder(postgres);
      settings.find(SyncKeys.BATCH_ROWS).ifPresent(copies::batchRows);
      source = copies.build();
      locator = locators.create(context);
      refresher = refreshers.create(context);
    } catch (RuntimeException e) {
      closeOwned();
      throw e;
    }
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

  /** Connections to PostgreSQL. */
  public DataSource postgres() {
    return postgres;
  }

  /** What finds the committed snapshots. */
  public MetadataLocator locator() {
    return locator;
  }

  /** What makes the catalog serve them. */
  public CatalogRefresher refresher() {
    return refresher;
  }

  /**
   * A builder with everything that the configuration says, for hosts that add listeners or threads
   * of their own. What it builds is the caller's, to be closed before this.
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
    configuration.tables().values().forEach(builder::table);
    return builder;
  }

  /**
   * The sync, which is built by the first call, and closed by {@link #close()}.
   *
   * @throws ConfigurationException if the database does not fit the configuration
   * @throws NotAppliedException if the database could not be asked
   */
  public synchronized LakehouseSync sync() {
    if (sync == null) {
      sync = builder().build();
    }
    return sync;
  }

  /**
   * Starts the maintenance of the Iceberg tables, on a thread of its own and until {@link #close},
   * if the configuration has one. The sync refreshes what it changes.
   *
   * @param listener is told of each table that was looked at
   * @throws IllegalStateException if it was started before
   */
  public synchronized void maintain(Consumer<MaintenanceReport> listener) {
    if (maintained) {
      throw new IllegalStateException("the maintenance was started before");
    }
    maintained = true;
    Settings settings = configuration.settings();
    PgLakeMaintenance maintenance = MaintenanceKeys.maintenance(postgres, settings);
    Duration interval = settings.get(MaintenanceKeys.INTERVAL);
    Collection<SyncTable> tables = configuration.tables().values();
    switch (maintenanceMode()) {
      case OFF -> {}
      case WATCH -> closeAtEnd(maintenance.watchEvery(interval, tables, listener));
      case VACUUM -> closeAtEnd(maintenance.vacuumEvery(interval, tables, listener));
    }
  }

  private <C extends AutoCloseable> C closeAtEnd(C resource) {
    synchronized (owned) {
      owned.push(resource);
    }
    return resource;
  }

  /** Ends the sync, see {@link LakehouseSync#close()}, and closes what was made for it. */
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
          LOG.warn("{} did not close: {}", resource.getClass().getSimpleName(), e.toString());
        }
      }
    }
  }

  /** What the components see of this while they are made. */
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
        throw new IllegalStateException("PostgreSQL comes first");
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
