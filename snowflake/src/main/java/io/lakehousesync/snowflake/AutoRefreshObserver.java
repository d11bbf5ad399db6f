package io.lakehousesync.snowflake;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.refresh.AutoRefreshWait;
import io.lakehousesync.snowflake.internal.refresh.FollowedCatalogs;
import io.lakehousesync.snowflake.internal.refresh.JdbcSnowflakeClient;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Waits until Snowflake serves a snapshot of an Iceberg table that Snowflake refreshes by itself.
 * Such a table lies on storage that Snowflake manages, and uses a catalog integration with
 * CATALOG_SOURCE = SNOWFLAKE_POSTGRES.
 *
 * <p>If the table does not serve the snapshot yet, the observer sends one REFRESH without a path,
 * so that the table is fresh before Snowflake's next automatic refresh. If Snowflake refuses the
 * REFRESH, the observer waits for the automatic refresh. If automatic refreshes have stopped, the
 * observer restarts them: it sets AUTO_REFRESH off, sends a REFRESH, and sets AUTO_REFRESH on. If
 * automatic refreshes are stalled, Snowflake resumes them by itself.
 *
 * <p>The role needs OWNERSHIP of the tables, and USAGE on the catalog integration for REFRESH.
 * Thread-safe. Sources: Snowflake's documentation, "SYSTEM$AUTO_REFRESH_STATUS" and "Automatically
 * refresh Apache Iceberg tables".
 */
public final class AutoRefreshObserver implements CatalogRefresher {
  private final JdbcStatements statements;
  private final List<String> namespace;
  private final Duration waitTimeout;
  private final Duration checkInterval;
  private final LongSupplier nanoTime;
  private final FollowedCatalogs catalogs;

  private AutoRefreshObserver(Builder builder) {
    statements =
        new JdbcStatements(
            builder.dataSource, new StatementSettings("lakehouse-sync", builder.statementTimeout));
    namespace = builder.namespace;
    waitTimeout = builder.waitTimeout;
    checkInterval = builder.checkInterval;
    nanoTime = builder.nanoTime;
    catalogs = new FollowedCatalogs(statements);
  }

  /** Returns a new builder. The host keeps ownership of {@code dataSource}. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * Waits until the table serves the location, or a later location of the same Iceberg table.
   *
   * @throws NotAppliedException if the table is missing, if it serves another Iceberg table, if its
   *     files are in object storage so that Snowflake never refreshes it by itself, or if the role
   *     lacks a privilege. Also thrown if the table does not serve the location in time. In this
   *     case, Snowflake may still refresh the table later
   * @throws OutcomeUnknownException if Snowflake did not answer, so that the served snapshot is not
   *     known
   */
  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    return new AutoRefreshWait(statements, name, location, waitTimeout, checkInterval, nanoTime)
        .run(() -> catalogs.requireCatalog(name));
  }

  @Override
  public List<String> problems(List<SyncTable> tables) {
    return SnowflakeName.problems(tables, namespace);
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    try {
      return new JdbcSnowflakeClient(statements).served(name);
    } catch (SQLException e) {
      throw new NotAppliedException(
          SnowflakeErrors.retry(e),
          "Asking Snowflake which snapshot %s serves failed: %s. Nothing was changed. %s"
              .formatted(name, SnowflakeErrors.describe(e), SnowflakeErrors.advice(e)),
          e);
    }
  }

  /** Configures an {@link AutoRefreshObserver}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private List<String> namespace = List.of();
    private Duration waitTimeout = Duration.ofMinutes(2);
    private Duration checkInterval = Duration.ofSeconds(2);
    private Duration statementTimeout = Duration.ofSeconds(30);
    private LongSupplier nanoTime = System::nanoTime;

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * Sets the database and schema of the tables; see {@link SnowflakeRefresher.Builder#schema}.
     */
    public Builder schema(String databaseAndSchema) {
      namespace = SnowflakeName.schema(databaseAndSchema).parts();
      return this;
    }

    /**
     * Sets how long a run waits for a table. If the last statement is not answered, the wait takes
     * a few seconds more. Set a time that is longer than REFRESH_INTERVAL_SECONDS of the catalog
     * integration. Default: 2 minutes.
     */
    public Builder waitTimeout(Duration waitTimeout) {
      this.waitTimeout = Objects.requireNonNull(waitTimeout, "waitTimeout");
      return this;
    }

    /**
     * Sets the time between two checks. Default: 2 seconds.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder checkInterval(Duration checkInterval) {
      if (checkInterval.isNegative() || checkInterval.isZero()) {
        throw new IllegalArgumentException("checkInterval must be positive, got " + checkInterval);
      }
      this.checkInterval = checkInterval;
      return this;
    }

    /**
     * Sets how long one statement may run. The statements read no rows, so they are short. A
     * REFRESH takes longer if a table has many files; after this timeout, Snowflake cancels it. If
     * Snowflake does not answer, the observer stops waiting for the answer a few seconds after this
     * timeout. The observer then sends the statement again, until the {@link #waitTimeout} is over.
     * Default: 30 seconds.
     */
    public Builder statementTimeout(Duration statementTimeout) {
      this.statementTimeout = Objects.requireNonNull(statementTimeout, "statementTimeout");
      return this;
    }

    /** Sets the clock that measures a wait, for tests. */
    Builder nanoTime(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      return this;
    }

    /**
     * Builds the observer. It connects when it is first used.
     *
     * @throws IllegalArgumentException if the statement timeout is shorter than a second
     */
    public AutoRefreshObserver build() {
      return new AutoRefreshObserver(this);
    }
  }
}
