package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For Iceberg tables that Snowflake refreshes by itself: those over a catalog integration with
 * CATALOG_SOURCE = SNOWFLAKE_POSTGRES, which lie on storage that Snowflake manages. It refreshes
 * nothing. It waits until Snowflake serves the snapshot, and sets AUTO_REFRESH again if that was
 * stopped.
 *
 * <p>The role needs OWNERSHIP of the tables. Thread-safe. Source: Snowflake's documentation,
 * "SYSTEM$AUTO_REFRESH_STATUS".
 */
public final class AutoRefreshObserver implements CatalogRefresher {
  private static final Logger LOG = LoggerFactory.getLogger(AutoRefreshObserver.class);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(60);

  private final JdbcStatements statements;
  private final SnowflakeClient client;
  private final List<String> namespace;
  private final Duration patience;
  private final Duration interval;

  private AutoRefreshObserver(Builder builder) {
    statements =
        new JdbcStatements(
            builder.dataSource, new StatementSettings("lakehouse-sync", STATEMENT_TIMEOUT));
    client = new JdbcSnowflakeClient(statements);
    namespace = builder.namespace;
    patience = builder.patience;
    interval = builder.interval;
  }

  /** Starts a configuration over connections of {@code dataSource}, which stays the host's. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * Waits until the table serves the location, or a later one of the same table.
   *
   * @throws NotAppliedException if it does not in time; it still may, later
   */
  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    long end = System.nanoTime() + patience.toNanos();
    Optional<MetadataLocation> now = ask(name, location);
    if (now.filter(served -> served.includes(location)).isPresent()) {
      return new RefreshResult.Unchanged(now.get());
    }
    rearm(name, location);
    while (now.filter(served -> served.includes(location)).isEmpty()) {
      if (System.nanoTime() - end >= 0) {
        throw notYet(name, location, now);
      }
      pause(name, location, now);
      now = ask(name, location);
    }
    return new RefreshResult.Refreshed(now.get(), Optional.empty());
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    try {
      return client.served(name);
    } catch (SQLException e) {
      throw new NotAppliedException(
          SnowflakeError.retry(e),
          "Snowflake could not be asked which snapshot %s serves: %s. %s"
              .formatted(name, SnowflakeError.describe(e), SnowflakeError.advice(e)),
          e);
    }
  }

  private Optional<MetadataLocation> ask(SnowflakeName name, MetadataLocation wanted) {
    try {
      Optional<MetadataLocation> served = client.served(name);
      if (served.isEmpty()) {
        throw new NotAppliedException(
            Retry.POINTLESS,
            "Snowflake has no Iceberg table %s that this role can see.".formatted(name),
            null);
      }
      return served;
    } catch (SQLException e) {
      throw failed(name, wanted, e);
    }
  }

  /** Sets automatic refreshes going that Snowflake has stopped. */
  private void rearm(SnowflakeName name, MetadataLocation wanted) {
    try {
      String status = statements.value(SnowflakeSql.AUTO_REFRESH_STATUS.with(name));
      String state = JsonText.field(status, "executionState").orElse("");
      if (!state.equals("RUNNING")) {
        LOG.warn(
            "{}: automatic refreshes are {}; setting AUTO_REFRESH again. {}", name, state, status);
        statements.execute(SnowflakeSql.SET_AUTO_REFRESH.with(name));
      }
    } catch (SQLException e) {
      throw failed(name, wanted, e);
    }
  }

  private void pause(
      SnowflakeName name, MetadataLocation wanted, Optional<MetadataLocation> served) {
    try {
      Thread.sleep(interval.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notYet(name, wanted, served);
    }
  }

  private NotAppliedException notYet(
      SnowflakeName name, MetadataLocation wanted, Optional<MetadataLocation> served) {
    String status;
    try {
      status = statements.value(SnowflakeSql.AUTO_REFRESH_STATUS.with(name));
    } catch (SQLException e) {
      status = "unknown: " + SnowflakeError.describe(e);
    }
    return new NotAppliedException(
        Retry.SENSIBLE,
        "Snowflake does not serve %s for %s after %d s, but %s. It refreshes by itself; its status: %s"
            .formatted(
                wanted,
                name,
                patience.toSeconds(),
                served.map(MetadataLocation::uri).orElse("nothing"),
                status),
        null);
  }

  private static NotAppliedException failed(
      SnowflakeName name, MetadataLocation wanted, SQLException e) {
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "Whether Snowflake serves %s for %s could not be asked: %s. %s"
            .formatted(wanted, name, SnowflakeError.describe(e), SnowflakeError.advice(e)),
        e);
  }

  /** Configures an {@link AutoRefreshObserver}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private List<String> namespace = List.of();
    private Duration patience = Duration.ofMinutes(2);
    private Duration interval = Duration.ofSeconds(2);

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /** See {@link SnowflakeRefresher.Builder#schema}. */
    public Builder schema(String databaseAndSchema) {
      namespace = SnowflakeName.schema(databaseAndSchema).parts();
      return this;
    }

    /**
     * How long a run waits for a table. Should be longer than REFRESH_INTERVAL_SECONDS of the
     * catalog integration. Default: 2 minutes.
     */
    public Builder patience(Duration patience) {
      this.patience = Objects.requireNonNull(patience, "patience");
      return this;
    }

    /** The time between two looks. Default: 2 seconds. */
    public Builder interval(Duration interval) {
      this.interval = Objects.requireNonNull(interval, "interval");
      return this;
    }

    /** Builds it. It connects when it is first used. */
    public AutoRefreshObserver build() {
      return new AutoRefreshObserver(this);
    }
  }
}
