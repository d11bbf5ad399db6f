package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.integration.CatalogIntegration;
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

/**
 * {@code ALTER CATALOG INTEGRATION [IF EXISTS] name SET [REFRESH_INTERVAL_SECONDS = n] [COMMENT =
 * '…']}, with 30 to 86400 seconds.
 *
 * <p>Source: docs.snowflake.com, "ALTER CATALOG INTEGRATION"
 * (/en/sql-reference/sql/alter-catalog-integration). REST_AUTHENTICATION is rejected. Integrations
 * with OBJECT_STORE have no automatic refresh, so the interval has no effect on them. The stand-in
 * accepts it, because the documentation does not call it an error.
 */
public record AlterCatalogIntegration(boolean ifExists, String name, PropertyList set)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(AlterCatalogIntegration::parse, "ALTER CATALOG INTEGRATION");

  private static final Map<String, Form> OPTIONS =
      Map.of("REFRESH_INTERVAL_SECONDS", Form.INTEGER, "COMMENT", Form.STRING);

  static AlterCatalogIntegration parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    String name = in.identifier();
    in.expect("SET");
    PropertyList set = PropertyList.parse(in, OPTIONS);
    if (set.isEmpty()) {
      throw in.unexpected();
    }
    set.find("REFRESH_INTERVAL_SECONDS").ifPresent(AlterCatalogIntegration::checkInterval);
    return new AlterCatalogIntegration(ifExists, name, set);
  }

  private static void checkInterval(String value) {
    if (value.length() > 5 || Integer.parseInt(value) < 30 || Integer.parseInt(value) > 86_400) {
      throw SnowflakeError.invalidValue(value, "REFRESH_INTERVAL_SECONDS");
    }
  }

  @Override
  public void authorize(StatementContext context) {
    Securable integration = Securable.of(ObjectKind.CATALOG_INTEGRATION, name);
    if (!ifExists || context.access().finds(integration)) {
      context.access().requireOwnership(integration);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    NamedObjects<CatalogIntegration> integrations = context.account().catalogIntegrations();
    if (ifExists && !context.access().finds(Securable.of(ObjectKind.CATALOG_INTEGRATION, name))) {
      return Result.ddl("Statement executed successfully, integration did not exist.");
    }
    integrations.update(name, this::change);
    return Result.ddl("Statement executed successfully.");
  }

  private CatalogIntegration change(CatalogIntegration integration) {
    int seconds =
        set.find("REFRESH_INTERVAL_SECONDS")
            .map(Integer::parseInt)
            .orElse(integration.refreshIntervalSeconds());
    return integration
        .withRefreshIntervalSeconds(seconds)
        .withComment(set.find("COMMENT").orElse(integration.comment()));
  }
}
