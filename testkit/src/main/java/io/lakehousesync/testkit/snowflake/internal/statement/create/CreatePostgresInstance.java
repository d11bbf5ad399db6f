package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.integration.InstanceSize;
import io.lakehousesync.testkit.snowflake.internal.integration.PostgresInstance;
import io.lakehousesync.testkit.snowflake.internal.integration.PostgresInstance.Operation;
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
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * {@code CREATE POSTGRES INSTANCE name COMPUTE_FAMILY = '…' STORAGE_SIZE_GB = n
 * AUTHENTICATION_AUTHORITY = POSTGRES | POSTGRES_OR_SNOWFLAKE [POSTGRES_VERSION = 16 | 17 | 18]
 * [NETWORK_POLICY = '…'] [HIGH_AVAILABILITY = TRUE | FALSE] [STORAGE_INTEGRATION = …] [COMMENT =
 * '…']}. The result contains the credentials, which are shown once.
 *
 * <p>Source: docs.snowflake.com, "CREATE POSTGRES INSTANCE"
 * (/en/sql-reference/sql/create-postgres-instance). According to this page there is no OR REPLACE
 * and no IF NOT EXISTS, although one of Snowflake's guides shows IF NOT EXISTS. FORK,
 * POSTGRES_SETTINGS and TAG are rejected.
 */
public record CreatePostgresInstance(String name, PropertyList options) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create(
          "POSTGRES INSTANCE",
          (prefix, in, statements) -> {
            prefix.plain();
            return parse(in);
          });

  private static final Map<String, Form> OPTIONS =
      Map.of(
          "COMPUTE_FAMILY", Form.STRING,
          "STORAGE_SIZE_GB", Form.INTEGER,
          "AUTHENTICATION_AUTHORITY", Form.WORD,
          "POSTGRES_VERSION", Form.INTEGER,
          "NETWORK_POLICY", Form.NAME,
          "HIGH_AVAILABILITY", Form.BOOLEAN,
          "STORAGE_INTEGRATION", Form.NAME,
          "COMMENT", Form.STRING);
  private static final Set<String> AUTHORITIES = Set.of("POSTGRES", "POSTGRES_OR_SNOWFLAKE");
  private static final Set<String> VERSIONS = Set.of("16", "17", "18");
  private static final List<ResultColumn> COLUMNS =
      List.of(
          ResultColumn.text("status"),
          ResultColumn.text("host"),
          ResultColumn.text("access_roles"),
          ResultColumn.text("default_database"));

  static CreatePostgresInstance parse(TokenStream in) {
    return new CreatePostgresInstance(in.identifier(), PropertyList.parse(in, OPTIONS));
  }

  /** Also needs USAGE on the attached objects. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE POSTGRES INSTANCE");
    Attachments.authorize(options, context.access());
  }

  @Override
  public Result execute(StatementContext context) {
    PostgresInstance instance = instance(context);
    new Creation(Securable.of(ObjectKind.POSTGRES_INSTANCE, name), CreateMode.FAIL_IF_EXISTS)
        .on(context.account().postgresInstances(), () -> instance, context);
    String credentials =
        Json.of(
            Map.of(
                "snowflake_admin", UUID.randomUUID().toString(),
                "application", UUID.randomUUID().toString()));
    return new Result(
        Result.Kind.DDL,
        COLUMNS,
        List.of(
            List.of(
                "Postgres instance " + name + " successfully created.",
                instance.host(),
                credentials,
                "postgres")));
  }

  private PostgresInstance instance(StatementContext context) {
    InstanceSize size = InstanceSize.of(options);
    Attachments attachments = Attachments.of(options, context);
    Instant now = context.clock().instant();
    return new PostgresInstance(
        name,
        UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT)
            + ".standin.us-west-2.aws.postgres.snowflake.app",
        size,
        oneOf(VERSIONS, "POSTGRES_VERSION", options.find("POSTGRES_VERSION").orElse("18")),
        oneOf(AUTHORITIES, "AUTHENTICATION_AUTHORITY", options.require("AUTHENTICATION_AUTHORITY")),
        options.find("COMMENT"),
        attachments.networkPolicy(),
        attachments.storageIntegration(),
        now,
        context.account().postgresInstanceStartup(),
        new Operation(
            "CREATE",
            now.plus(context.account().postgresInstanceStartup())
                .plus(context.account().postgresInstanceOperation())));
  }

  private static String oneOf(Set<String> values, String property, String value) {
    if (!values.contains(value)) {
      throw SnowflakeError.invalidValue(value, property);
    }
    return value;
  }

  /** The existing objects that a statement attaches to an instance. */
  public record Attachments(Optional<String> networkPolicy, Optional<String> storageIntegration) {
    /** Checks USAGE on each object. */
    public static void authorize(PropertyList options, Access access) {
      options
          .find("NETWORK_POLICY")
          .ifPresent(
              name -> access.require(Securable.of(ObjectKind.NETWORK_POLICY, name), Grant.USAGE));
      options
          .find("STORAGE_INTEGRATION")
          .ifPresent(
              name ->
                  access.require(Securable.of(ObjectKind.STORAGE_INTEGRATION, name), Grant.USAGE));
    }

    public static Attachments of(PropertyList options, StatementContext context) {
      Optional<String> policy = options.find("NETWORK_POLICY");
      policy.ifPresent(context.account().networkPolicies()::require);
      Optional<String> integration = options.find("STORAGE_INTEGRATION");
      integration.ifPresent(
          each ->
              context
                  .account()
                  .storageIntegrations()
                  .require(each)
                  .requireType(StorageIntegration.Type.POSTGRES_EXTERNAL_STORAGE));
      return new Attachments(policy, integration);
    }
  }
}
