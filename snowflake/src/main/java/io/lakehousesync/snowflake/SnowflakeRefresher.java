package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataReader;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes Iceberg tables of Snowflake (catalog source OBJECT_STORE) serve a metadata file: {@code
 * ALTER ICEBERG TABLE … REFRESH}, then SYSTEM$GET_ICEBERG_TABLE_INFORMATION to read back what is
 * served. A table costs one statement more when this object meets it first: it asks before it
 * refreshes.
 *
 * <p>A table never goes back to an older snapshot, nor to another Iceberg table of the same name: a
 * location with a version that is not higher, or of another directory, is refused. Both happen
 * after a restore of PostgreSQL, and are for a person to decide. With a {@link
 * Builder#metadataReader}, table-uuid and sequence number decide as well.
 *
 * <p>The connection's role needs OWNERSHIP of the tables, and USAGE on the external volume and on
 * the catalog integration. Thread-safe; one refresh per table at a time.
 *
 * <p>Source of the rules: Snowflake's documentation, "ALTER ICEBERG TABLE … REFRESH" and
 * "SYSTEM$GET_ICEBERG_TABLE_INFORMATION".
 */
public final class SnowflakeRefresher implements CatalogRefresher {
  private final StorageBaseUrl baseUrl;
  private final List<String> namespace;
  private final String queryTag;
  private final Function<SnowflakeName, CatalogTable> newTable;
  private final @Nullable Function<SnowflakeName, TableReplacement> replacements;
  private final Map<SnowflakeName, CatalogTable> tables = new ConcurrentHashMap<>();

  SnowflakeRefresher(
      StorageBaseUrl baseUrl,
      List<String> namespace,
      String queryTag,
      Function<SnowflakeName, CatalogTable> newTable,
      @Nullable Function<SnowflakeName, TableReplacement> replacements) {
    this.baseUrl = baseUrl;
    this.namespace = namespace;
    this.queryTag = queryTag;
    this.newTable = newTable;
    this.replacements = replacements;
  }

  /** Starts a configuration over connections of {@code dataSource}, which stays the host's. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    String path = baseUrl.relativize(location);
    RefreshResult result =
        tables
            .computeIfAbsent(SnowflakeName.of(table, namespace), newTable)
            .refresh(location, path);
    return result instanceof RefreshResult.Refreshed done
        ? new RefreshResult.Refreshed(done.location(), done.reference(), Optional.of(queryTag))
        : result;
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    return tables.computeIfAbsent(SnowflakeName.of(table, namespace), newTable).served();
  }

  /**
   * Replaces a table that was dropped and created anew in PostgreSQL: Snowflake's table is created
   * anew at the location, and its grants are given again. Its refresh history is lost. To be called
   * by a person's decision, never by a schedule.
   *
   * <p>The role needs OWNERSHIP of the table and CREATE ICEBERG TABLE on the schema.
   *
   * @throws NotAppliedException if it was not replaced
   * @throws OutcomeUnknownException if that is not known; the message has the grants to give
   * @throws IllegalStateException without {@link Builder#createMissing}, which says what to create
   *     it with
   */
  public Replacement replace(SyncTable table, MetadataLocation location) {
    if (replacements == null) {
      throw new IllegalStateException("Configure createMissing(...) to replace a table.");
    }
    SnowflakeName name = SnowflakeName.of(table, namespace);
    String path = baseUrl.relativize(location);
    return tables.computeIfAbsent(name, newTable).replace(replacements.apply(name), location, path);
  }

  private static boolean aSecond() {
    try {
      Thread.sleep(1000);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Configures a {@link SnowflakeRefresher}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private @Nullable String storageBaseUrl;
    private List<String> namespace = List.of();
    private @Nullable MissingTables missingTables;
    private @Nullable MetadataReader metadataReader;
    private Duration statementTimeout = Duration.ofMinutes(2);
    private String queryTag = "lakehouse-sync";

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
      namespace = SnowflakeName.schema(databaseAndSchema).parts();
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
     * Reads metadata files before a refresh, and goes by what stands in them. A file that is not
     * there, has another table-uuid or an older sequence number than the served one is refused, and
     * Snowflake not asked to refresh; and a table is followed into another directory, if its
     * table-uuid shows that it is the same. A refresh reads one file more, the first one of a table
     * two. Default: names of directories and files decide.
     *
     * @param metadataReader such as {@code MetadataFiles.of(s3)} of the module lakehouse-sync-s3
     */
    public Builder metadataReader(MetadataReader metadataReader) {
      this.metadataReader = Objects.requireNonNull(metadataReader, "metadataReader");
      return this;
    }

    /**
     * How long a statement may run before Snowflake ends it (STATEMENT_TIMEOUT_IN_SECONDS). A few
     * seconds later we stop waiting for an answer. If an answer is lost before, we look for so long
     * whether the refresh shows. A refresh takes longer the more small files a table has. Default:
     * 2 minutes.
     *
     * @throws IllegalArgumentException if it is shorter than a second
     */
    public Builder statementTimeout(Duration statementTimeout) {
      if (statementTimeout.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "statementTimeout must be a second or more, got " + statementTimeout);
      }
      this.statementTimeout = statementTimeout;
      return this;
    }

    /**
     * The QUERY_TAG of our statements, by which Snowflake's query history finds them; it is in
     * every report of a refresh. Default: {@code lakehouse-sync}.
     */
    public Builder queryTag(String queryTag) {
      this.queryTag = Objects.requireNonNull(queryTag, "queryTag");
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
      MissingTables how = missingTables;
      MetadataReader reader = metadataReader;
      Duration timeout = statementTimeout;
      JdbcStatements statements =
          new JdbcStatements(dataSource, new StatementSettings(queryTag, timeout));
      SnowflakeClient client = new JdbcSnowflakeClient(statements);
      return new SnowflakeRefresher(
          new StorageBaseUrl(storageBaseUrl),
          namespace,
          queryTag,
          name ->
              new CatalogTable(
                  name,
                  client,
                  new RefreshGuard(name, reader),
                  how,
                  timeout,
                  Clock.systemUTC(),
                  SnowflakeRefresher::aSecond),
          how == null ? null : name -> new TableReplacement(statements, name, how));
    }
  }
}
