package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.integration.NetworkPolicy;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList.Form;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] NETWORK POLICY [IF NOT EXISTS] name [ALLOWED_NETWORK_RULE_LIST =
 * ('rule', …)] [BLOCKED_NETWORK_RULE_LIST = ('rule', …)] [COMMENT = '…']}. Each rule must exist.
 *
 * <p>Source: docs.snowflake.com, "CREATE NETWORK POLICY"
 * (/en/sql-reference/sql/create-network-policy). Lists of addresses are rejected, because Postgres
 * instances ignore them. A policy that is attached cannot be replaced.
 */
public record CreateNetworkPolicy(CreateMode mode, String name, PropertyList options)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create("NETWORK POLICY", CreateNetworkPolicy::parse);

  private static final Map<String, Form> OPTIONS =
      Map.of(
          "ALLOWED_NETWORK_RULE_LIST", Form.STRINGS,
          "BLOCKED_NETWORK_RULE_LIST", Form.STRINGS,
          "COMMENT", Form.STRING);

  public static CreateNetworkPolicy parse(CreateMode mode, TokenStream in) {
    return new CreateNetworkPolicy(mode, in.identifier(), PropertyList.parse(in, OPTIONS));
  }

  /** Also needs access to the policy's rules. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE NETWORK POLICY");
  }

  @Override
  public Result execute(StatementContext context) {
    boolean created =
        new Creation(Securable.of(ObjectKind.NETWORK_POLICY, name), mode)
            .on(context.account().networkPolicies(), () -> policy(context), context);
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
    ObjectName name = QualifiedName.parseString(text).resolve(context.session());
    Securable rule = Securable.inSchema(ObjectKind.NETWORK_RULE, name);
    if (!context.access().finds(rule)) {
      throw SnowflakeError.doesNotExist(ObjectKind.NETWORK_RULE, rule.toString());
    }
    return rule.toString();
  }
}
