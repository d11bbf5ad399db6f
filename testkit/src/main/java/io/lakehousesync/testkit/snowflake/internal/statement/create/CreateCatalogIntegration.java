package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.integration.CatalogIntegration;
import io.lakehousesync.testkit.snowflake.internal.integration.CatalogIntegration.PostgresCatalog;
import io.lakehousesync.testkit.snowflake.internal.integration.PostgresInstance;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList.Form;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.Map;
import java.util.Optional;

/**
 * {@code CREATE [OR REPLACE] CATALOG INTEGRATION [IF NOT EXISTS] name CATALOG_SOURCE = OBJECT_STORE
 * TABLE_FORMAT = ICEBERG ENABLED = TRUE | FALSE [COMMENT = '…']}, or with CATALOG_SOURCE =
 * SNOWFLAKE_POSTGRES, {@code [CATALOG_NAMESPACE = '…']} and {@code REST_CONFIG = (POSTGRES_INSTANCE
 * = '…' ACCESS_DELEGATION_MODE = VENDED_CREDENTIALS [CATALOG_NAME = '…'])}.
 *
 * <p>Sources on docs.snowflake.com: "CREATE CATALOG INTEGRATION (Object storage)"
 * (/en/sql-reference/sql/create-catalog-integration-object-storage), "CREATE CATALOG INTEGRATION
 * (Snowflake Postgres)" (/en/sql-reference/sql/create-catalog-integration-snowflake-postgres) and
 * "Configure a catalog integration for Snowflake Postgres"
 * (/en/user-guide/tables-iceberg-configure-catalog-integration-snowflake-postgres). The instance
 * must be READY and not burstable. An integration that tables use cannot be replaced; the code of
 * this error is the stand-in's own.
 */
public record CreateCatalogIntegration(
    CreateMode mode, String name, PropertyList options, PropertyList rest) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create("CATALOG INTEGRATION", CreateCatalogIntegration::parse);

  private static final Map<String, Form> OPTIONS =
      Map.of(
          "CATALOG_SOURCE", Form.WORD,
          "TABLE_FORMAT", Form.WORD,
          "CATALOG_NAMESPACE", Form.STRING,
          "ENABLED", Form.BOOLEAN,
          "COMMENT", Form.STRING);
  private static final Map<String, Form> REST =
      Map.of(
          "POSTGRES_INSTANCE", Form.NAME,
          "CATALOG_NAME", Form.STRING,
          "ACCESS_DELEGATION_MODE", Form.WORD);

  public static CreateCatalogIntegration parse(CreateMode mode, TokenStream in) {
    String name = in.identifier();
    PropertyList options = PropertyList.parse(in, OPTIONS);
    PropertyList rest = PropertyList.NONE;
    if (in.accept("REST_CONFIG")) {
      in.expectSymbol("=");
      in.expectSymbol("(");
      rest = PropertyList.parse(in, REST);
      in.expectSymbol(")");
      options = options.parseMore(in, OPTIONS);
    }
    in.end();
    options.requireValue("TABLE_FORMAT", "ICEBERG");
    options.require("ENABLED");
    checkSource(options, rest);
    return new CreateCatalogIntegration(mode, name, options, rest);
  }

  private static void checkSource(PropertyList options, PropertyList rest) {
    if (options.require("CATALOG_SOURCE").equals("SNOWFLAKE_POSTGRES")) {
      rest.require("POSTGRES_INSTANCE");
      rest.requireValue("ACCESS_DELEGATION_MODE", "VENDED_CREDENTIALS");
      return;
    }
    options.requireValue("CATALOG_SOURCE", "OBJECT_STORE");
    if (!rest.isEmpty() || options.has("CATALOG_NAMESPACE")) {
      throw SnowflakeError.notSupported(
          "invalid property 'REST_CONFIG' or 'CATALOG_NAMESPACE' for 'OBJECT_STORE'");
    }
  }

  /**
   * Also needs USAGE on the Postgres instance. Without this privilege, the instance does not exist
   * for the role.
   */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE INTEGRATION");
  }

  @Override
  public Result execute(StatementContext context) {
    AccountObjects account = context.account();
    if (account.storageIntegrations().find(name).isPresent()) {
      throw SnowflakeError.alreadyExists(ObjectKind.STORAGE_INTEGRATION, name);
    }
    boolean created =
        new Creation(Securable.of(ObjectKind.CATALOG_INTEGRATION, name), mode)
            .on(account.catalogIntegrations(), () -> integration(context), context);
    return Creation.status(created, "Integration", name);
  }

  private CatalogIntegration integration(StatementContext context) {
    return new CatalogIntegration(
        name,
        options.flag("ENABLED", false),
        rest.find("POSTGRES_INSTANCE").map(instance -> postgresCatalog(instance, context)),
        CatalogIntegration.DEFAULT_REFRESH_INTERVAL_SECONDS,
        options.find("COMMENT").orElse(""));
  }

  private static boolean mayUse(PostgresInstance instance, Access access) {
    return access.has(Securable.of(ObjectKind.POSTGRES_INSTANCE, instance.name()), Grant.USAGE);
  }

  private PostgresCatalog postgresCatalog(String instance, StatementContext context) {
    PostgresInstance found =
        context
            .account()
            .postgresInstances()
            .find(instance)
            .filter(each -> mayUse(each, context.access()))
            .orElseThrow(() -> SnowflakeError.objectDoesNotExist(instance));
    found.requireReady(context.clock().instant());
    if (found.size().isBurstable()) {
      throw SnowflakeError.invalidValue(instance, "POSTGRES_INSTANCE");
    }
    Optional<String> namespace = options.find("CATALOG_NAMESPACE");
    return new PostgresCatalog(instance, rest.find("CATALOG_NAME").orElse("postgres"), namespace);
  }
}
