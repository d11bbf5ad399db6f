package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * For Iceberg tables that Snowflake refreshes by itself: those over a catalog integration with
 * CATALOG_SOURCE = SNOWFLAKE_POSTGRES, which lie on storage that Snowflake manages. It refreshes
 * nothing. It waits until Snowflake serves the snapshot, and sets AUTO_REFRESH off and on again
 * whenever that has stopped. One that is stalled is left alone: Snowflake tries to recover it.
 *
 * <p>The role needs OWNERSHIP of the tables. Thread-safe. Source: Snowflake's documentation,
 * "SYSTEM$AUTO_REFRESH_STATUS".
 */
public final class AutoRefreshObserver implements CatalogRefresher {
  private final JdbcStatements statements;
  private final List<String> namespace;
  private final Duration patience;
  private final Duration interval;

  private AutoRefreshObserver(Builder builder) {
    statements =
        new JdbcStatements(
            builder.dataSource, new StatementSettings("lakehouse-sync", builder.statementTimeout));
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
   * @throws NotAppliedException if it does not in time, and still may, later; or cannot, because
   *     the table is missing, belongs to another Iceberg table, or must not be set going
   * @throws OutcomeUnknownException if it could not be asked which snapshot it serves
   */
  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    return new AutoRefreshWait(statements, name, location, patience, interval).run();
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    try {
      return new JdbcSnowflakeClient(statements).served(name);
    } catch (SQLException e) {
      throw new NotAppliedException(
          SnowflakeError.retry(e),
          "Snowflake could not be asked which snapshot %s serves: %s. %s"
              .formatted(name, SnowflakeError.describe(e), SnowflakeError.advice(e)),
          e);
    }
  }

  /** Configures an {@link AutoRefreshObserver}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private List<String> namespace = List.of();
    private Duration patience = Duration.ofMinutes(2);
    private Duration interval = Duration.ofSeconds(2);
    private Duration statementTimeout = Duration.ofSeconds(30);

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /** See {@link SnowflakeRefresher.Builder#schema}. */
    public Builder schema(String databaseAndSchema) {
      namespace = SnowflakeName.schema(databaseAndSchema).parts();
      return this;
    }

    /**
     * How long a run waits for a table. If Snowflake does not answer at the end, it takes a few
     * seconds more. Should be longer than REFRESH_INTERVAL_SECONDS of the catalog integration.
     * Default: 2 minutes.
     */
    public Builder patience(Duration patience) {
      this.patience = Objects.requireNonNull(patience, "patience");
      return this;
    }

    /**
     * The time between two looks. Default: 2 seconds.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder interval(Duration interval) {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("interval must be positive, got " + interval);
      }
      this.interval = interval;
      return this;
    }

    /**
     * How long one of the statements may take, of which none reads a table. A few seconds later it
     * is given up, and sent again while there is patience. Default: 30 seconds.
     */
    public Builder statementTimeout(Duration statementTimeout) {
      this.statementTimeout = Objects.requireNonNull(statementTimeout, "statementTimeout");
      return this;
    }

    /**
     * Builds it. It connects when it is first used.
     *
     * @throws IllegalArgumentException if the statement timeout is shorter than a second
     */
    public AutoRefreshObserver build() {
      return new AutoRefreshObserver(this);
    }
  }
}
