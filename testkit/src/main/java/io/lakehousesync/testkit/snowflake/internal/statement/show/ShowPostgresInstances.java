package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.integration.PostgresInstance;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code SHOW POSTGRES INSTANCES}. Source: docs.snowflake.com, "SHOW POSTGRES INSTANCES"
 * (/en/sql-reference/sql/show-postgres-instances).
 */
public final class ShowPostgresInstances implements Listing {
  public static final StatementSyntax SYNTAX =
      ShowObjects.ofAccount("POSTGRES INSTANCES", new ShowPostgresInstances());

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.text("name"),
        ResultColumn.text("owner"),
        ResultColumn.text("owner_role_type"),
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.of("updated_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.text("type"),
        ResultColumn.text("origin"),
        ResultColumn.text("host"),
        ResultColumn.text("privatelink_service_identifier"),
        ResultColumn.text("compute_family"),
        ResultColumn.text("authentication_authority"),
        ResultColumn.number("storage_size"),
        ResultColumn.text("postgres_version"),
        ResultColumn.text("postgres_settings"),
        ResultColumn.text("is_ha"),
        ResultColumn.number("retention_time"),
        ResultColumn.text("state"),
        ResultColumn.text("comment"));
  }

  /** Needs OPERATE or OWNERSHIP. */
  @Override
  public boolean shows(Securable object, Access access) {
    return access.has(object, "OPERATE");
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.account().postgresInstances().all().stream()
        .map(instance -> item(instance, context))
        .toList();
  }

  private static Item item(PostgresInstance instance, StatementContext context) {
    Securable object = Securable.of(ObjectKind.POSTGRES_INSTANCE, instance.name());
    return new Item(
        object,
        Arrays.asList(
            instance.name(),
            context.account().grants().owner(object),
            "ROLE",
            WireValues.of(instance.createdOn()),
            WireValues.of(instance.createdOn()),
            "PRIMARY",
            null,
            instance.host(),
            null,
            instance.size().computeFamily(),
            instance.authority(),
            Integer.toString(instance.size().storageGb()),
            instance.version(),
            null,
            String.valueOf(instance.size().highAvailability()),
            "10",
            instance.state(context.clock().instant()),
            instance.comment().orElse(null)));
  }
}
