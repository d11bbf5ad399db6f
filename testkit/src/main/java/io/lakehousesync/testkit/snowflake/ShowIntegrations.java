package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The storage integrations, or the catalog integrations. Sources on docs.snowflake.com: "SHOW
 * INTEGRATIONS" (/en/sql-reference/sql/show-integrations) and "SHOW CATALOG INTEGRATIONS"
 * (/en/sql-reference/sql/show-catalog-integrations).
 */
record ShowIntegrations(ObjectKind kind) implements Listing {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("name"),
        Column.text("type"),
        Column.text("category"),
        Column.text("enabled"),
        Column.text("comment"),
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    if (kind == ObjectKind.CATALOG_INTEGRATION) {
      return context.catalog().catalogIntegrations().all().stream()
          .map(each -> item(each.name(), "CATALOG", each.enabled(), each.comment(), context))
          .toList();
    }
    return context.catalog().storageIntegrations().all().stream()
        .map(each -> item(each.name(), each.type().name(), each.enabled(), each.comment(), context))
        .toList();
  }

  private Item item(
      String name, String type, boolean enabled, String comment, StatementContext context) {
    Securable object = Securable.of(kind, name);
    return new Item(
        object,
        Arrays.asList(
            name,
            type,
            kind == ObjectKind.CATALOG_INTEGRATION ? "CATALOG" : "STORAGE",
            String.valueOf(enabled),
            comment,
            WireValues.of(context.catalog().grants().createdOn(object))));
  }
}
