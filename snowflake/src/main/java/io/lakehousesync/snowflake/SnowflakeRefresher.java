package io.lakehousesync.snowflake;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.refresh.CatalogTable;
import io.lakehousesync.snowflake.internal.refresh.JdbcSnowflakeClient;
import io.lakehousesync.snowflake.internal.refresh.RefreshGuard;
import io.lakehousesync.snowflake.internal.refresh.SnowflakeClient;
import io.lakehousesync.snowflake.internal.refresh.TableReplacement;
import io.lakehousesync.snowflake.internal.refresh.TableStorage;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import io.lakehousesync.snowflake.setup.Replacement;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataReader;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
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
 * Makes Snowflake's Iceberg tables (catalog source OBJECT_STORE) serve a metadata file. The
 * refresher sends {@code ALTER ICEBERG TABLE … REFRESH}. Then it reads back with
 * SYSTEM$GET_ICEBERG_TABLE_INFORMATION which file the table serves. Before the first refresh of a
 * table, the refresher sends one more statement to read the served file.
 *
 * <p>The refresher never makes Snowflake's table serve an older snapshot, or the files of another
 * Iceberg table with the same name. It accepts the file that the table serves already, and files in
 * the same directory with a higher version. It refuses all other files. After a restore of
 * PostgreSQL, the refresher may refuse the newest file. Then a person must decide what to do.
 *
 * <p>If a {@link Builder#metadataReader} is set, the refresher also compares table-uuid and
 * sequence number. Then it can also follow a table whose files have moved to another directory.
 *
 * <p>The connection's role needs OWNERSHIP of the tables, and USAGE on the external volume and on
 * the catalog integration. Thread-safe; at most one refresh per table runs at a time.
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

  /** Returns a new builder. The host keeps ownership of {@code dataSource}. */
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
    return result instanceof RefreshResult.Refreshed done ? done.withTag(queryTag) : result;
  }

  @Override
  public List<String> problems(List<SyncTable> tables) {
    return SnowflakeName.problems(tables, namespace);
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    return tables.computeIfAbsent(SnowflakeName.of(table, namespace), newTable).served();
  }

  /**
   * Replaces Snowflake's table after the Iceberg table was dropped and recreated in PostgreSQL.
   * Creates Snowflake's table again at the location, and grants its privileges again. Its refresh
   * history is lost. Call this only if a person has decided to replace the table, never from a
   * schedule.
   *
   * <p>The role needs OWNERSHIP of the table and CREATE ICEBERG TABLE on the schema.
   *
   * @throws NotAppliedException if the table was not replaced
   * @throws OutcomeUnknownException if it is not known whether the table was replaced; the message
   *     lists the grants that the table had
   * @throws IllegalStateException if the volume and the integration are not set; {@link
   *     Builder#createMissing} sets them
   */
  public Replacement replace(SyncTable table, MetadataLocation location) {
    if (replacements == null) {
      throw new IllegalStateException("Configure createMissing(...) to replace a table.");
    }
    SnowflakeName name = SnowflakeName.of(table, namespace);
    String path = baseUrl.relativize(location);
    return tables.computeIfAbsent(name, newTable).replace(replacements.apply(name), location, path);
  }

  private static boolean pauseOneSecond() {
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
    private @Nullable TableStorage missingTables;
    private @Nullable MetadataReader metadataReader;
    private Duration statementTimeout = Duration.ofMinutes(2);
    private String queryTag = "lakehouse-sync";

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * Sets the STORAGE_BASE_URL of the external volume that holds the tables, such as {@code
     * s3://retail-lake/}. In government regions it begins with {@code s3gov://}, in China with
     * {@code s3china://}; pg_lake writes {@code s3://} in all regions. Required.
     */
    public Builder storageBaseUrl(String storageBaseUrl) {
      this.storageBaseUrl = Objects.requireNonNull(storageBaseUrl, "storageBaseUrl");
      return this;
    }

    /**
     * Sets a database and a schema in Snowflake's notation, such as {@code
     * RETAIL_ANALYTICS.LAKEHOUSE}. They apply to tables whose {@link SyncTable#catalogName}
     * contains no schema. Default: the database and schema of the connection. If a table has no
     * {@code catalogName}, its name in Snowflake is the Iceberg table's name in upper case, so that
     * SQL can use the name without quotes.
     *
     * @throws IllegalArgumentException if it is not a name of two parts
     */
    public Builder schema(String databaseAndSchema) {
      namespace = SnowflakeName.schema(databaseAndSchema).parts();
      return this;
    }

    /**
     * Makes the refresher create tables that are missing in Snowflake. Default: a missing table is
     * an error.
     *
     * @param externalVolume the volume whose base URL is {@link #storageBaseUrl}
     * @param catalogIntegration an integration with CATALOG_SOURCE = OBJECT_STORE
     * @throws IllegalArgumentException if a name cannot be parsed
     */
    public Builder createMissing(String externalVolume, String catalogIntegration) {
      missingTables =
          new TableStorage(
              SnowflakeName.parse(externalVolume), SnowflakeName.parse(catalogIntegration));
      return this;
    }

    /**
     * Makes the refresher read the metadata file before each refresh, and compare its content with
     * the content of the served file. If the new file does not exist, has another table-uuid, or
     * has an older sequence number, the refresher sends no REFRESH. If the table-uuid is the same,
     * the refresher also accepts a file in another directory. Each refresh reads one file; the
     * first refresh of a table reads two. Default: only the names of directories and files are
     * compared.
     *
     * @param metadataReader such as {@code MetadataFiles.of(s3)} of the module lakehouse-sync-s3
     */
    public Builder metadataReader(MetadataReader metadataReader) {
      this.metadataReader = Objects.requireNonNull(metadataReader, "metadataReader");
      return this;
    }

    /**
     * Sets how long a statement may run before Snowflake cancels it (STATEMENT_TIMEOUT_IN_SECONDS).
     * The refresher stops waiting a few seconds later. If the answer is lost earlier, the refresher
     * reads repeatedly which file the table serves, until the timeout is over. A refresh takes
     * longer if the table has many small files. Default: 2 minutes.
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
     * Sets the QUERY_TAG of the statements. You can find the statements by this tag in Snowflake's
     * query history. Reports of refreshes contain the tag. Default: {@code lakehouse-sync}.
     */
    public Builder queryTag(String queryTag) {
      this.queryTag = Objects.requireNonNull(queryTag, "queryTag");
      return this;
    }

    /**
     * Builds the refresher. It connects when it is first used.
     *
     * @throws IllegalArgumentException if the base URL is not valid
     * @throws ConfigurationException if the base URL is missing
     */
    public SnowflakeRefresher build() {
      if (storageBaseUrl == null) {
        throw new ConfigurationException(
            List.of("No storageBaseUrl: set it to the STORAGE_BASE_URL of the external volume."));
      }
      TableStorage how = missingTables;
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
                  SnowflakeRefresher::pauseOneSecond),
          how == null ? null : name -> new TableReplacement(statements, name, how));
    }
  }
}
