package io.lakehousesync.examples;

import io.lakehousesync.testkit.s3.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which services a command uses. What is not given is started inside this process. */
public final class ServiceOptions {
  @Option(
      names = "--pg-url",
      paramLabel = "URL",
      description = "PostgreSQL with pg_lake (jdbc:postgresql://…). Default: an embedded one.",
      defaultValue = "${env:LAKEHOUSE_PG_URL}")
  @Nullable String pgUrl;

  @Option(
      names = "--pg-user",
      paramLabel = "NAME",
      description = "Its user. Default: $LAKEHOUSE_PG_USER, else postgres.",
      defaultValue = "${env:LAKEHOUSE_PG_USER:-postgres}")
  String pgUser = "postgres";

  @Option(
      names = "--pg-password",
      paramLabel = "SECRET",
      description = "Its password. Default: $LAKEHOUSE_PG_PASSWORD.",
      defaultValue = "${env:LAKEHOUSE_PG_PASSWORD}")
  @Nullable String pgPassword;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "S3 that holds the Iceberg tables. Default with --pg-url: AWS.",
      defaultValue = "${env:LAKEHOUSE_S3_ENDPOINT}")
  @Nullable URI s3Endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      description = "Its region. Default: $LAKEHOUSE_S3_REGION, else us-east-1.",
      defaultValue = "${env:LAKEHOUSE_S3_REGION:-us-east-1}")
  String s3Region = "us-east-1";

  @Option(
      names = "--s3-access-key",
      paramLabel = "ID",
      description = "Its access key id. Default: $LAKEHOUSE_S3_ACCESS_KEY.",
      defaultValue = "${env:LAKEHOUSE_S3_ACCESS_KEY}")
  @Nullable String s3AccessKey;

  @Option(
      names = "--s3-secret-key",
      paramLabel = "SECRET",
      description = "Its secret access key. Default: $LAKEHOUSE_S3_SECRET_KEY.",
      defaultValue = "${env:LAKEHOUSE_S3_SECRET_KEY}")
  @Nullable String s3SecretKey;

  @Option(
      names = "--s3-path-style",
      description = "Name the bucket in the path, as most services other than AWS want.",
      defaultValue = "${env:LAKEHOUSE_S3_PATH_STYLE:-false}")
  boolean s3PathStyle;

  @Option(
      names = "--location-prefix",
      paramLabel = "s3://BUCKET/PREFIX/",
      description =
          "Where Iceberg tables are created. Default: what the database has set, or"
              + " s3://lake/frompg/tables/ in the embedded one.",
      defaultValue = "${env:LAKEHOUSE_LOCATION_PREFIX}")
  @Nullable String locationPrefix;

  @Option(
      names = "--snowflake-url",
      paramLabel = "URL",
      description = "Snowflake (jdbc:snowflake://…). Default: a stand-in that reads the same S3.",
      defaultValue = "${env:LAKEHOUSE_SNOWFLAKE_URL}")
  @Nullable String snowflakeUrl;

  @Option(
      names = "--snowflake-user",
      paramLabel = "NAME",
      description = "Its user. Default: $LAKEHOUSE_SNOWFLAKE_USER.",
      defaultValue = "${env:LAKEHOUSE_SNOWFLAKE_USER}")
  @Nullable String snowflakeUser;

  @Option(
      names = "--snowflake-password",
      paramLabel = "SECRET",
      description = "Its password. Default: $LAKEHOUSE_SNOWFLAKE_PASSWORD.",
      defaultValue = "${env:LAKEHOUSE_SNOWFLAKE_PASSWORD}")
  @Nullable String snowflakePassword;

  @Option(
      names = "--snowflake-properties",
      paramLabel = "FILE",
      description = "Driver properties for Snowflake: role, warehouse, private_key_file, …")
  @Nullable Path snowflakeProperties;

  @Option(
      names = "--external-volume",
      paramLabel = "NAME",
      description = "The account's external volume for the tables (default: ${DEFAULT-VALUE}).",
      defaultValue = "RETAIL_LAKE_VOLUME")
  String externalVolume = "RETAIL_LAKE_VOLUME";

  @Option(
      names = "--storage-base-url",
      paramLabel = "s3://BUCKET/",
      description = "That volume's STORAGE_BASE_URL. Default: the bucket of the location prefix.")
  @Nullable String storageBaseUrl;

  @Option(
      names = "--catalog-integration",
      paramLabel = "NAME",
      description =
          "The account's catalog integration with CATALOG_SOURCE = OBJECT_STORE (default:"
              + " ${DEFAULT-VALUE}).",
      defaultValue = "PG_LAKE_CATALOG")
  String catalogIntegration = "PG_LAKE_CATALOG";

  /** Made by picocli. */
  public ServiceOptions() {}

  boolean embedsPostgres() {
    return pgUrl == null;
  }

  Optional<String> locationPrefix() {
    return Optional.ofNullable(locationPrefix)
        .map(prefix -> prefix.endsWith("/") ? prefix : prefix + "/");
  }

  Optional<String> storageBaseUrl() {
    return Optional.ofNullable(storageBaseUrl);
  }

  /** The external volume to create missing tables with. */
  public String externalVolume() {
    return externalVolume;
  }

  /** The catalog integration to create missing tables with. */
  public String catalogIntegration() {
    return catalogIntegration;
  }

  /** The S3 service that the options name, if they name one. */
  Optional<S3Settings> s3() {
    if (s3Endpoint == null && s3AccessKey == null && s3SecretKey == null) {
      return Optional.empty();
    }
    if (s3AccessKey == null || s3SecretKey == null) {
      throw new UserException(
          UserException.Kind.USAGE,
          "S3 needs both --s3-access-key and --s3-secret-key (or LAKEHOUSE_S3_ACCESS_KEY and"
              + " LAKEHOUSE_S3_SECRET_KEY).",
          null);
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
