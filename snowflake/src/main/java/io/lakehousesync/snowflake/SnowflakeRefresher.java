package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes Iceberg tables of Snowflake (catalog source OBJECT_STORE) serve a metadata file: {@code
 * ALTER ICEBERG TABLE … REFRESH}, then SYSTEM$GET_ICEBERG_TABLE_INFORMATION to read back what is
 * served. A table costs one statement more when this object meets it first: it asks before it
 * refreshes.
 *
 * <p>The connection's role needs OWNERSHIP of the tables, and USAGE on the external volume and on
 * the catalog integration. Thread-safe; one refresh per table at a time.
 *
 * <p>Source of the rules: Snowflake's documentation, "ALTER ICEBERG TABLE … REFRESH" and
 * "SYSTEM$GET_ICEBERG_TABLE_INFORMATION".
 */
public final class SnowflakeRefresher implements CatalogRefresher {
  private final SnowflakeClient client;
  private final StorageBaseUrl baseUrl;
  private final List<String> namespace;
  private final @Nullable MissingTables missingTables;

  /** One lock per table; a table is in {@link #known} once it has been asked what it serves. */
  private final Map<SnowflakeName, Object> locks = new ConcurrentHashMap<>();

  private final Map<SnowflakeName, String> known = new ConcurrentHashMap<>();

  SnowflakeRefresher(
      SnowflakeClient client,
      StorageBaseUrl baseUrl,
      List<String> namespace,
      @Nullable MissingTables missingTables) {
    this.client = client;
    this.baseUrl = baseUrl;
    this.namespace = namespace;
    this.missingTables = missingTables;
  }

  /** Starts a configuration over connections of {@code dataSource}, which stays the host's. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    SnowflakeName name = name(table);
    String path = baseUrl.relativize(location);
    synchronized (locks.computeIfAbsent(name, any -> new Object())) {
      if (location.uri().equals(known.get(name))) {
        return new RefreshResult.Unchanged(location);
      }
      return refresh(name, location, path);
    }
  }

  private RefreshResult refresh(SnowflakeName name, MetadataLocation location, String path) {
    if (!known.containsKey(name)) {
      Optional<String> served = ask(name);
      if (served.filter(location.uri()::equals).isPresent()) {
        known.put(name, location.uri());
        return new RefreshResult.Unchanged(location);
      }
      if (served.isEmpty()) {
        return create(name, location, path);
      }
    }
    return move(name, location, () -> client.refresh(name, path));
  }

  private RefreshResult create(SnowflakeName name, MetadataLocation location, String path) {
    MissingTables how = missingTables;
    if (how == null) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Snowflake has no Iceberg table %s that this role can see. Nothing was changed. Create it,"
                  + " or configure createMissing(...).")
              .formatted(name),
          null);
    }
    return move(name, location, () -> client.create(name, how, path));
  }

  /** A statement that moves a table. */
  private interface Move {
    Optional<String> run() throws SQLException;
  }

  /** Runs the statement, and believes only what is read back. */
  private RefreshResult move(SnowflakeName name, MetadataLocation location, Move statement) {
    known.remove(name);
    Optional<String> queryId = Optional.empty();
    SQLException failure = null;
    try {
      queryId = statement.run();
    } catch (SQLException e) {
      if (SnowflakeError.isRefused(e)) {
        throw notApplied(name, location, e);
      }
      failure = e;
    }
    Optional<String> served = readBack(name, location, failure);
    if (served.filter(location.uri()::equals).isPresent()) {
      known.put(name, location.uri());
      return new RefreshResult.Refreshed(location, queryId);
    }
    if (failure != null) {
      throw notApplied(name, location, failure);
    }
    throw new NotAppliedException(
        Retry.SENSIBLE,
        "Snowflake accepted the refresh of %s to %s, but serves %s. Run again; if it stays so, look"
                .formatted(name, location, served.orElse("nothing"))
            + " for somebody else who refreshes this table.",
        null);
  }

  private Optional<String> ask(SnowflakeName name) {
    try {
      return client.served(name);
    } catch (SQLException e) {
      throw new NotAppliedException(
          SnowflakeError.retry(e),
          "Snowflake could not be asked which snapshot %s serves: %s. Nothing was changed. %s"
              .formatted(name, SnowflakeError.describe(e), SnowflakeError.advice(e)),
          e);
    }
  }

  private Optional<String> readBack(
      SnowflakeName name, MetadataLocation location, @Nullable SQLException failure) {
    try {
      return client.served(name);
    } catch (SQLException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      throw new OutcomeUnknownException(
          ("Refresh of %s to %s was sent, but its outcome could not be read back: %s. The table serves"
                  + " the old or the new snapshot; the next run asks first.")
              .formatted(name, location, SnowflakeError.describe(e)),
          e);
    }
  }

  private static NotAppliedException notApplied(
      SnowflakeName name, MetadataLocation location, SQLException e) {
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "Refresh of %s to %s failed: %s. It serves the snapshot from before. %s"
            .formatted(name, location, SnowflakeError.describe(e), SnowflakeError.advice(e)),
        e);
  }

  private SnowflakeName name(SyncTable table) {
    return table
        .catalogName()
        .map(SnowflakeName::parse)
        .orElseGet(() -> new SnowflakeName(List.of(table.target().name().toUpperCase(Locale.ROOT))))
        .in(namespace);
  }

  /** Configures a {@link SnowflakeRefresher}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private @Nullable String storageBaseUrl;
    private List<String> namespace = List.of();
    private @Nullable MissingTables missingTables;

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * The STORAGE_BASE_URL of the external volume that holds the tables, such as {@code
     * s3://retail-lake/}. Required.
     */
    public Builder storageBaseUrl(String storageBaseUrl) {
      this.storageBaseUrl = Objects.requireNonNull(storageBaseUrl, "storageBaseUrl");
      return this;
    }

    /**
     * Database and schema of tables whose catalog name does not say them, in the form that
     * Snowflake reads: {@code RETAIL_ANALYTICS.LAKEHOUSE}. Default: those of the connection. A
     * table without a catalog name has the Iceberg table's name in upper case, so that SQL without
     * quotes finds it.
     *
     * @throws IllegalArgumentException if it is not a name of two parts
     */
    public Builder schema(String databaseAndSchema) {
      namespace = SnowflakeName.parse(databaseAndSchema).parts();
      if (namespace.size() != 2) {
        throw new IllegalArgumentException(
            "'%s' is not DATABASE.SCHEMA".formatted(databaseAndSchema));
      }
      return this;
    }

    /**
     * Creates a table that is missing in Snowflake. Default: a missing table is an error.
     *
     * @param externalVolume the volume whose base URL is {@link #storageBaseUrl}
     * @param catalogIntegration an integration with CATALOG_SOURCE = OBJECT_STORE
     * @throws IllegalArgumentException if a name cannot be read
     */
    public Builder createMissing(String externalVolume, String catalogIntegration) {
      missingTables =
          new MissingTables(
              SnowflakeName.parse(externalVolume), SnowflakeName.parse(catalogIntegration));
      return this;
    }

    /**
     * Builds the refresher. It connects when it is first used.
     *
     * @throws IllegalArgumentException if the base URL is not one
     * @throws IllegalStateException if it is missing
     */
    public SnowflakeRefresher build() {
      if (storageBaseUrl == null) {
        throw new IllegalStateException(
            "No storageBaseUrl: set it to the STORAGE_BASE_URL of the external volume.");
      }
      return new SnowflakeRefresher(
          new JdbcSnowflakeClient(dataSource),
          new StorageBaseUrl(storageBaseUrl),
          namespace,
          missingTables);
    }
  }
}
