package io.lakehousesync.testkit.snowflake;

import java.util.Optional;

/**
 * A catalog integration of CATALOG_SOURCE = OBJECT_STORE, or SNOWFLAKE_POSTGRES.
 *
 * @param name its name
 * @param enabled whether tables may use it
 * @param postgres where the tables of a Postgres instance are; empty for OBJECT_STORE
 * @param refreshIntervalSeconds its REFRESH_INTERVAL_SECONDS
 * @param comment its comment
 */
record CatalogIntegration(
    String name,
    boolean enabled,
    Optional<PostgresCatalog> postgres,
    int refreshIntervalSeconds,
    String comment)
    implements Describable {
  static final int DEFAULT_REFRESH_INTERVAL_SECONDS = 30;

  /** The REST_CONFIG and CATALOG_NAMESPACE of an integration with a Postgres instance. */
  record PostgresCatalog(String instance, String catalogName, Optional<String> namespace) {}

  /** One for files in object storage. */
  CatalogIntegration(String name, boolean enabled) {
    this(name, enabled, Optional.empty(), DEFAULT_REFRESH_INTERVAL_SECONDS, "");
  }

  CatalogIntegration withRefreshIntervalSeconds(int seconds) {
    return new CatalogIntegration(name, enabled, postgres, seconds, comment);
  }

  CatalogIntegration withComment(String other) {
    return new CatalogIntegration(name, enabled, postgres, refreshIntervalSeconds, other);
  }

  /**
   * Its properties. Source: docs.snowflake.com, "DESCRIBE CATALOG INTEGRATION"
   * (/en/sql-reference/sql/desc-catalog-integration).
   */
  @Override
  public Result describe(Securable self, StatementContext context) {
    Properties properties =
        Properties.ofIntegration()
            .add("ENABLED", "Boolean", String.valueOf(enabled), "false")
            .add(
                "CATALOG_SOURCE",
                "String",
                postgres.isPresent() ? "SNOWFLAKE_POSTGRES" : "OBJECT_STORE",
                "")
            .add("TABLE_FORMAT", "String", "ICEBERG", "");
    postgres.ifPresent(
        catalog ->
            properties
                .add("CATALOG_NAMESPACE", "String", catalog.namespace().orElse(""), "")
                .add(
                    "REST_CONFIG",
                    "String",
                    "{POSTGRES_INSTANCE=%s, CATALOG_NAME=%s, ACCESS_DELEGATION_MODE=VENDED_CREDENTIALS}"
                        .formatted(catalog.instance(), catalog.catalogName()),
                    ""));
    return properties
        .add(
            "REFRESH_INTERVAL_SECONDS",
            "Integer",
            Integer.toString(refreshIntervalSeconds),
            Integer.toString(DEFAULT_REFRESH_INTERVAL_SECONDS))
        .add("COMMENT", "String", comment, "")
        .result();
  }
}
