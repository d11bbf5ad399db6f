package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The network rules. Source: docs.snowflake.com, "SHOW NETWORK RULES"
 * (/en/sql-reference/sql/show-network-rules).
 */
final class ShowNetworkRules implements Listing {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
        Column.text("name"),
        Column.text("database_name"),
        Column.text("schema_name"),
        Column.text("owner"),
        Column.text("comment"),
        Column.text("type"),
        Column.text("mode"),
        Column.number("entries_in_valuelist"),
        Column.text("owner_role_type"));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return SchemaScope.schemas(scope, context).stream()
        .flatMap(
            schema ->
                context
                    .catalog()
                    .requireSchema(schema.path().get(0), schema.last())
                    .networkRules()
                    .named()
                    .entrySet()
                    .stream()
                    .map(rule -> item(schema, rule.getKey(), rule.getValue(), context)))
        .toList();
  }

  private static Item item(
      Securable schema, String name, NetworkRule rule, StatementContext context) {
    Securable object =
        Securable.inSchema(
            ObjectKind.NETWORK_RULE, new TableName(schema.path().get(0), schema.last(), name));
    Grants grants = context.catalog().grants();
    return new Item(
        object,
        Arrays.asList(
            WireValues.of(grants.createdOn(object)),
            name,
            schema.path().get(0),
            schema.last(),
            grants.owner(object),
            rule.comment(),
            rule.type(),
            rule.mode(),
            Integer.toString(rule.values().size()),
            "ROLE"));
  }
}
