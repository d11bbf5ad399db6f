package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.PropertyList.Form;
import java.util.List;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] NETWORK POLICY [IF NOT EXISTS] name [ALLOWED_NETWORK_RULE_LIST =
 * ('rule', …)] [BLOCKED_NETWORK_RULE_LIST = ('rule', …)] [COMMENT = '…']}. Each rule must exist.
 *
 * <p>Source: docs.snowflake.com, "CREATE NETWORK POLICY"
 * (/en/sql-reference/sql/create-network-policy). Lists of addresses, which Postgres instances
 * ignore, are refused. A policy that is attached cannot be replaced.
 */
record CreateNetworkPolicy(CreateMode mode, String name, PropertyList options)
    implements Statement {
  private static final Map<String, Form> OPTIONS =
      Map.of(
          "ALLOWED_NETWORK_RULE_LIST", Form.STRINGS,
          "BLOCKED_NETWORK_RULE_LIST", Form.STRINGS,
          "COMMENT", Form.STRING);

  static CreateNetworkPolicy parse(CreateMode mode, TokenStream in) {
    return new CreateNetworkPolicy(mode, in.identifier(), PropertyList.parse(in, OPTIONS));
  }

  /** Its rules must be there for the role, too. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE NETWORK POLICY");
  }

  @Override
  public Result execute(StatementContext context) {
    boolean created =
        new Creation(Securable.of(ObjectKind.NETWORK_POLICY, name), mode)
            .on(context.catalog().networkPolicies(), () -> policy(context), context);
    return Creation.status(created, "Network policy", name);
  }

  private NetworkPolicy policy(StatementContext context) {
    return new NetworkPolicy(
        name,
        rules("ALLOWED_NETWORK_RULE_LIST", context),
        rules("BLOCKED_NETWORK_RULE_LIST", context),
        options.find("COMMENT").orElse(""));
  }

  private List<String> rules(String list, StatementContext context) {
    return options.strings(list).stream().map(rule -> rule(rule, context)).toList();
  }

  private static String rule(String text, StatementContext context) {
    TableName name = QualifiedName.parseString(text).table(context.session());
    Securable rule = Securable.inSchema(ObjectKind.NETWORK_RULE, name);
    if (!context.access().finds(rule)) {
      throw SnowflakeError.doesNotExist(ObjectKind.NETWORK_RULE, rule.toString());
    }
    return rule.toString();
  }
}
