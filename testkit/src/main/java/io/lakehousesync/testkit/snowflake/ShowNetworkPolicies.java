package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The network policies. Source: docs.snowflake.com, "SHOW NETWORK POLICIES"
 * (/en/sql-reference/sql/show-network-policies), which has no LIKE.
 */
final class ShowNetworkPolicies implements Listing {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
        Column.text("name"),
        Column.text("comment"),
        Column.number("entries_in_allowed_ip_list"),
        Column.number("entries_in_blocked_ip_list"),
        Column.number("entries_in_allowed_network_rules"),
        Column.number("entries_in_blocked_network_rules"));
  }

  /** Only to its owner. */
  @Override
  public boolean shows(Securable object, Access access) {
    return access.owns(object) || access.isAdmin();
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.catalog().networkPolicies().all().stream()
        .map(policy -> item(policy, context))
        .toList();
  }

  private static Item item(NetworkPolicy policy, StatementContext context) {
    Securable object = Securable.of(ObjectKind.NETWORK_POLICY, policy.name());
    return new Item(
        object,
        Arrays.asList(
            WireValues.of(context.catalog().grants().createdOn(object)),
            policy.name(),
            policy.comment(),
            "0",
            "0",
            Integer.toString(policy.allowed().size()),
            Integer.toString(policy.blocked().size())));
  }
}
