package io.lakehousesync.testkit.snowflake.internal.integration;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.value.DescribeRows;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Instant;
import java.util.Optional;

/**
 * A catalog integration of CATALOG_SOURCE = OBJECT_STORE, or SNOWFLAKE_POSTGRES.
 *
 * @param name its name
 * @param enabled whether tables may use it
 * @param postgres the catalog of a Postgres instance; empty for OBJECT_STORE
 * @param refreshIntervalSeconds its REFRESH_INTERVAL_SECONDS
 * @param comment its comment
 */
public record CatalogIntegration(
    String name,
    boolean enabled,
    Optional<PostgresCatalog> postgres,
    int refreshIntervalSeconds,
    String comment)
    implements Describable {
  public static final int DEFAULT_REFRESH_INTERVAL_SECONDS = 30;

  /** The REST_CONFIG and CATALOG_NAMESPACE of an integration with a Postgres instance. */
  public record PostgresCatalog(String instance, String catalogName, Optional<String> namespace) {}

  /** Creates an integration for files in object storage. */
  public CatalogIntegration(String name, boolean enabled) {
    this(name, enabled, Optional.empty(), DEFAULT_REFRESH_INTERVAL_SECONDS, "");
  }

  public CatalogIntegration withRefreshIntervalSeconds(int seconds) {
    return new CatalogIntegration(name, enabled, postgres, seconds, comment);
  }

  public CatalogIntegration withComment(String other) {
    return new CatalogIntegration(name, enabled, postgres, refreshIntervalSeconds, other);
  }

  /**
   * Returns its properties. Source: docs.snowflake.com, "DESCRIBE CATALOG INTEGRATION"
   * (/en/sql-reference/sql/desc-catalog-integration).
   */
  @Override
  public Result describe(Securable self, Grants grants, Instant now) {
    DescribeRows properties =
        DescribeRows.ofIntegration()
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
