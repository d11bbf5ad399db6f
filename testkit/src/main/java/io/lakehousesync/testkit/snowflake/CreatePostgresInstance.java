package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.PropertyList.Form;
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
 * '…']}. Its row holds the credentials, which are shown once.
 *
 * <p>Source: docs.snowflake.com, "CREATE POSTGRES INSTANCE"
 * (/en/sql-reference/sql/create-postgres-instance), which knows neither OR REPLACE nor IF NOT
 * EXISTS; that a guide of Snowflake's shows the latter is no reason to rely on it. FORK,
 * POSTGRES_SETTINGS and TAG are refused.
 */
record CreatePostgresInstance(String name, PropertyList options) implements Statement {
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
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("status"),
          Column.text("host"),
          Column.text("access_roles"),
          Column.text("default_database"));

  static CreatePostgresInstance parse(TokenStream in) {
    return new CreatePostgresInstance(in.identifier(), PropertyList.parse(in, OPTIONS));
  }

  /** Needs USAGE on what it attaches, too. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE POSTGRES INSTANCE");
    Attachments.authorize(options, context.access());
  }

  @Override
  public Result execute(StatementContext context) {
    PostgresInstance instance = instance(context);
    new Creation(Securable.of(ObjectKind.POSTGRES_INSTANCE, name), CreateMode.FAIL_IF_EXISTS)
        .on(context.catalog().postgresInstances(), () -> instance, context);
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
        context.clock().instant(),
        context.catalog().postgresInstanceStartup());
  }

  private static String oneOf(Set<String> values, String property, String value) {
    if (!values.contains(value)) {
      throw SnowflakeError.invalidValue(value, property);
    }
    return value;
  }

  /** The objects that a statement attaches to an instance, which exist. */
  record Attachments(Optional<String> networkPolicy, Optional<String> storageIntegration) {
    /** Needs USAGE on each. */
    static void authorize(PropertyList options, Access access) {
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

    static Attachments of(PropertyList options, StatementContext context) {
      Optional<String> policy = options.find("NETWORK_POLICY");
      policy.ifPresent(context.catalog().networkPolicies()::require);
      Optional<String> integration = options.find("STORAGE_INTEGRATION");
      integration.ifPresent(
          each ->
              context
                  .catalog()
                  .storageIntegrations()
                  .require(each)
                  .requireType(StorageIntegration.Type.POSTGRES_EXTERNAL_STORAGE));
      return new Attachments(policy, integration);
    }
  }
}
