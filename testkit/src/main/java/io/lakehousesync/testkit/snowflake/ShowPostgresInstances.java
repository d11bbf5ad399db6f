package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The Postgres instances. Source: docs.snowflake.com, "SHOW POSTGRES INSTANCES"
 * (/en/sql-reference/sql/show-postgres-instances).
 */
final class ShowPostgresInstances implements Listing {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("name"),
        Column.text("owner"),
        Column.text("owner_role_type"),
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
        Column.of("updated_on", Column.Type.TIMESTAMP_LTZ),
        Column.text("type"),
        Column.text("origin"),
        Column.text("host"),
        Column.text("privatelink_service_identifier"),
        Column.text("compute_family"),
        Column.text("authentication_authority"),
        Column.number("storage_size"),
        Column.text("postgres_version"),
        Column.text("postgres_settings"),
        Column.text("is_ha"),
        Column.number("retention_time"),
        Column.text("state"),
        Column.text("comment"));
  }

  /** Only with OPERATE or OWNERSHIP. */
  @Override
  public boolean shows(Securable object, Access access) {
    return access.has(object, "OPERATE");
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.catalog().postgresInstances().all().stream()
        .map(instance -> item(instance, context))
        .toList();
  }

  private static Item item(PostgresInstance instance, StatementContext context) {
    Securable object = Securable.of(ObjectKind.POSTGRES_INSTANCE, instance.name());
    return new Item(
        object,
        Arrays.asList(
            instance.name(),
            context.catalog().grants().owner(object),
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
