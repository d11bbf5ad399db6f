package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.integration.NetworkRule;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code SHOW NETWORK RULES}. Source: docs.snowflake.com, "SHOW NETWORK RULES"
 * (/en/sql-reference/sql/show-network-rules).
 */
public final class ShowNetworkRules implements Listing {
  public static final StatementSyntax SYNTAX =
      ShowObjects.inScope("NETWORK RULES", new ShowNetworkRules());

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.text("name"),
        ResultColumn.text("database_name"),
        ResultColumn.text("schema_name"),
        ResultColumn.text("owner"),
        ResultColumn.text("comment"),
        ResultColumn.text("type"),
        ResultColumn.text("mode"),
        ResultColumn.number("entries_in_valuelist"),
        ResultColumn.text("owner_role_type"));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return SchemaScope.schemas(scope, context).stream()
        .flatMap(
            schema ->
                context
                    .account()
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
            ObjectKind.NETWORK_RULE, new ObjectName(schema.path().get(0), schema.last(), name));
    Grants grants = context.account().grants();
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
