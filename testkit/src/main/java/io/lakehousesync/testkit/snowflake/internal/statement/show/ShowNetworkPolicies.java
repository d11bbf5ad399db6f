package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.integration.NetworkPolicy;
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
 * {@code SHOW NETWORK POLICIES}. Source: docs.snowflake.com, "SHOW NETWORK POLICIES"
 * (/en/sql-reference/sql/show-network-policies), which has no LIKE.
 */
public final class ShowNetworkPolicies implements Listing {
  public static final StatementSyntax SYNTAX =
      ShowObjects.withoutLike("NETWORK POLICIES", new ShowNetworkPolicies());

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.text("name"),
        ResultColumn.text("comment"),
        ResultColumn.number("entries_in_allowed_ip_list"),
        ResultColumn.number("entries_in_blocked_ip_list"),
        ResultColumn.number("entries_in_allowed_network_rules"),
        ResultColumn.number("entries_in_blocked_network_rules"));
  }

  /** Returns whether the role owns the network policy. Other roles do not see it. */
  @Override
  public boolean shows(Securable object, Access access) {
    return access.owns(object) || access.isAdmin();
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.account().networkPolicies().all().stream()
        .map(policy -> item(policy, context))
        .toList();
  }

  private static Item item(NetworkPolicy policy, StatementContext context) {
    Securable object = Securable.of(ObjectKind.NETWORK_POLICY, policy.name());
    return new Item(
        object,
        Arrays.asList(
            WireValues.of(context.account().grants().createdOn(object)),
            policy.name(),
            policy.comment(),
            "0",
            "0",
            Integer.toString(policy.allowed().size()),
            Integer.toString(policy.blocked().size())));
  }
}
