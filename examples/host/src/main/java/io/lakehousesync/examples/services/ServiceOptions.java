package io.lakehousesync.examples.services;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.text.Secrets;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The services that a command uses. If the options do not name a service, the command starts this
 * service in its own process.
 */
public final class ServiceOptions {
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

  @Option(
      names = "--pg-url",
      paramLabel = "URL",
      description = "PostgreSQL with pg_lake (jdbc:postgresql://…). Default: an embedded one.")
  @Nullable String pgUrl;

  @Option(
      names = "--pg-user",
      paramLabel = "NAME",
      description = "Its user (default: ${DEFAULT-VALUE}).",
      defaultValue = "postgres")
  String pgUser = "postgres";

  @Option(names = "--pg-password", paramLabel = "SECRET", description = "Its password.")
  @Nullable String pgPassword;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "S3 that holds the Iceberg tables. Default with --pg-url: AWS.")
  @Nullable URI s3Endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      description = "Its region (default: ${DEFAULT-VALUE}).",
      defaultValue = "us-east-1")
  String s3Region = "us-east-1";

  @Option(names = "--s3-access-key", paramLabel = "ID", description = "Its access key id.")
  @Nullable String s3AccessKey;

  @Option(names = "--s3-secret-key", paramLabel = "SECRET", description = "Its secret access key.")
  @Nullable String s3SecretKey;

  @Option(
      names = "--s3-path-style",
      description = "Name the bucket in the path, as most services other than AWS want.",
      // Without this value, the option would switch the setting off if the environment has switched
      // it on.
      fallbackValue = "true")
  boolean s3PathStyle;

  @Option(
      names = "--location-prefix",
      paramLabel = "URL",
      description =
          "s3://bucket/prefix/ of new Iceberg tables. Default: what the database has set.")
  @Nullable String locationPrefix;

  @Option(
      names = "--snowflake-url",
      paramLabel = "URL",
      description = "Snowflake (jdbc:snowflake://…). Default: a stand-in that reads the same S3.")
  @Nullable String snowflakeUrl;

  @Option(names = "--snowflake-user", paramLabel = "NAME", description = "Its user.")
  @Nullable String snowflakeUser;

  @Option(names = "--snowflake-password", paramLabel = "SECRET", description = "Its password.")
  @Nullable String snowflakePassword;

  @Option(
      names = "--snowflake-properties",
      paramLabel = "FILE",
      description = "Driver properties for Snowflake: role, warehouse, private_key_file, …")
  @Nullable Path snowflakeProperties;

  @Option(
      names = "--snowflake-schema",
      paramLabel = "DB.SCHEMA",
      description =
          "Snowflake's schema for the tables. It is created if it is missing. Use another one"
              + " for each --schema (default: ${DEFAULT-VALUE}).",
      defaultValue = "RETAIL_ANALYTICS.LAKEHOUSE")
  String snowflakeSchema = "RETAIL_ANALYTICS.LAKEHOUSE";

  @Option(
      names = "--external-volume",
      paramLabel = "NAME",
      description = "The account's external volume for the tables (default: ${DEFAULT-VALUE}).",
      defaultValue = "RETAIL_LAKE_VOLUME")
  String externalVolume = "RETAIL_LAKE_VOLUME";

  @Option(
      names = "--storage-base-url",
      paramLabel = "URL",
      description =
          "That volume's STORAGE_BASE_URL, s3://bucket/. Default: the location prefix's bucket.")
  @Nullable String storageBaseUrl;

  @Option(
      names = "--catalog-integration",
      paramLabel = "NAME",
      description =
          "The account's catalog integration with CATALOG_SOURCE = OBJECT_STORE (default:"
              + " ${DEFAULT-VALUE}).",
      defaultValue = "PG_LAKE_CATALOG")
  String catalogIntegration = "PG_LAKE_CATALOG";

  /** Called by picocli. */
  public ServiceOptions() {}

  /**
   * Checks what can be checked without starting or calling a service.
   *
   * @throws UserException if an address is malformed, or options contradict each other
   */
  public void check() {
    if (pgUrl != null) {
      PostgresOptions.checkUrl(pgUrl);
    }
    require(
        snowflakeUrl == null
            || (snowflakeUrl.startsWith("jdbc:snowflake://") && !snowflakeUrl.contains("@")),
        "--snowflake-url must look like jdbc:snowflake://account.snowflakecomputing.com/, with user"
            + " and password in --snowflake-user and --snowflake-password.");
    require(
        snowflakeProperties == null || snowflakeUrl != null,
        "--snowflake-properties needs --snowflake-url.");
    require(
        snowflakeSchema.matches(NAME + "\\." + NAME),
        "--snowflake-schema must look like DATABASE.SCHEMA, got '" + snowflakeSchema + "'.");
    require(
        s3Endpoint == null || (s3Endpoint.getHost() != null && s3Endpoint.getScheme() != null),
        "--s3-endpoint must look like https://host:port, got '"
            + Secrets.hide(String.valueOf(s3Endpoint))
            + "'.");
    require(
        (s3AccessKey == null) == (s3SecretKey == null)
            && (s3Endpoint == null || s3AccessKey != null),
        "S3 needs both --s3-access-key and --s3-secret-key (or LAKEHOUSE_S3_ACCESS_KEY and"
            + " LAKEHOUSE_S3_SECRET_KEY).");
    locationPrefix().ifPresent(S3::bucketUrl);
    storageBaseUrl().ifPresent(S3::bucketUrl);
  }

  /** Checks that Snowflake, or its stand-in, can read the files of the Iceberg tables. */
  void checkCatalog() {
    require(
        pgUrl == null || snowflakeUrl != null || s3().isPresent(),
        "With --pg-url, give either --snowflake-url, or the S3 options (--s3-endpoint,"
            + " --s3-access-key, --s3-secret-key) of the service that holds the Iceberg tables,"
            + " so that a stand-in for Snowflake can read them.");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new UserException(UserException.Kind.USAGE, message, null);
    }
  }

  /**
   * Returns where Iceberg tables are to be created, with a slash at the end; empty if no option
   * names a location.
   */
  public Optional<String> locationPrefix() {
    return Optional.ofNullable(locationPrefix)
        .map(prefix -> prefix.endsWith("/") ? prefix : prefix + "/");
  }

  Optional<String> storageBaseUrl() {
    return Optional.ofNullable(storageBaseUrl);
  }

  /** Returns the tables' database in Snowflake. */
  public String snowflakeDatabase() {
    return snowflakeSchema.substring(0, snowflakeSchema.indexOf('.'));
  }

  /** Returns the tables' schema in Snowflake, with its database. */
  public String snowflakeSchema() {
    return snowflakeSchema;
  }

  /** Returns the external volume for new tables in Snowflake. */
  public String externalVolume() {
    return externalVolume;
  }

  /** Returns the catalog integration for new tables in Snowflake. */
  public String catalogIntegration() {
    return catalogIntegration;
  }

  /** Returns the S3 service that the options name, if they name one. */
  Optional<S3Settings> s3() {
    if (s3AccessKey == null || s3SecretKey == null) {
      return Optional.empty();
    }
    return Optional.of(
        new S3Settings(
            Optional.ofNullable(s3Endpoint),
            s3Region,
            s3AccessKey,
            s3SecretKey,
            s3PathStyle ? S3Settings.Addressing.PATH : S3Settings.Addressing.VIRTUAL_HOST));
  }
}
