package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.integration.AwsTrust;
import io.lakehousesync.testkit.snowflake.internal.integration.StorageIntegration;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList.Form;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.storage.S3Provider;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] STORAGE INTEGRATION [IF NOT EXISTS] name TYPE = EXTERNAL_STAGE |
 * POSTGRES_EXTERNAL_STORAGE STORAGE_PROVIDER = 'S3' | 'S3GOV' | 'S3CHINA' ENABLED = TRUE | FALSE
 * STORAGE_AWS_ROLE_ARN = '…' [STORAGE_AWS_EXTERNAL_ID = '…'] STORAGE_ALLOWED_LOCATIONS = ('s3://…',
 * …) [COMMENT = '…']}.
 *
 * <p>Source: docs.snowflake.com, "CREATE STORAGE INTEGRATION"
 * (/en/sql-reference/sql/create-storage-integration). POSTGRES_EXTERNAL_STORAGE has one location.
 * The location {@code '*'} is allowed only for EXTERNAL_STAGE. Other providers,
 * POSTGRES_INTERNAL_STORAGE, blocked locations and access control lists are rejected.
 */
public record CreateStorageIntegration(CreateMode mode, String name, PropertyList options)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create("STORAGE INTEGRATION", CreateStorageIntegration::parse);

  private static final Map<String, Form> OPTIONS =
      Map.of(
          "TYPE", Form.WORD,
          "STORAGE_PROVIDER", Form.STRING,
          "ENABLED", Form.BOOLEAN,
          "STORAGE_AWS_ROLE_ARN", Form.STRING,
          "STORAGE_AWS_EXTERNAL_ID", Form.STRING,
          "STORAGE_ALLOWED_LOCATIONS", Form.STRINGS,
          "COMMENT", Form.STRING);

  public static CreateStorageIntegration parse(CreateMode mode, TokenStream in) {
    String name = in.identifier();
    PropertyList options = PropertyList.parse(in, OPTIONS);
    in.end();
    options.require("ENABLED");
    options.require("STORAGE_AWS_ROLE_ARN");
    checkLocations(
        type(options), provider(options), options.requireStrings("STORAGE_ALLOWED_LOCATIONS"));
    return new CreateStorageIntegration(mode, name, options);
  }

  private static S3Provider provider(PropertyList options) {
    return S3Provider.parse(options.require("STORAGE_PROVIDER"));
  }

  private static StorageIntegration.Type type(PropertyList options) {
    String value = options.require("TYPE");
    for (StorageIntegration.Type type : StorageIntegration.Type.values()) {
      if (type.name().equals(value)) {
        return type;
      }
    }
    throw SnowflakeError.notSupported("invalid value [%s] for parameter 'TYPE'".formatted(value));
  }

  private static void checkLocations(
      StorageIntegration.Type type, S3Provider provider, List<String> locations) {
    if (type == StorageIntegration.Type.POSTGRES_EXTERNAL_STORAGE && locations.size() > 1) {
      throw SnowflakeError.invalidValue(String.join(", ", locations), "STORAGE_ALLOWED_LOCATIONS");
    }
    for (String location : locations) {
      boolean all = type == StorageIntegration.Type.EXTERNAL_STAGE && location.equals("*");
      if (!all && !provider.accepts(location)) {
        throw SnowflakeError.invalidValue(location, "STORAGE_ALLOWED_LOCATIONS");
      }
    }
  }

  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE INTEGRATION");
  }

  @Override
  public Result execute(StatementContext context) {
    AccountObjects account = context.account();
    if (account.catalogIntegrations().find(name).isPresent()) {
      throw SnowflakeError.alreadyExists(ObjectKind.CATALOG_INTEGRATION, name);
    }
    boolean created =
        new Creation(Securable.of(ObjectKind.STORAGE_INTEGRATION, name), mode)
            .on(account.storageIntegrations(), this::integration, context);
    return Creation.status(created, "Integration", name);
  }

  private StorageIntegration integration() {
    return new StorageIntegration(
        name,
        type(options),
        provider(options),
        options.flag("ENABLED", false),
        AwsTrust.of(
            options.require("STORAGE_AWS_ROLE_ARN"), options.find("STORAGE_AWS_EXTERNAL_ID")),
        options.strings("STORAGE_ALLOWED_LOCATIONS"),
        options.find("COMMENT").orElse(""));
  }
}
