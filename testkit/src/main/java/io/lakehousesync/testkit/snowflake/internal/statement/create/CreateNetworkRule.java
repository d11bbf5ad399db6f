package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.integration.NetworkRule;
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
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code CREATE [OR REPLACE] NETWORK RULE name TYPE = IPV4 MODE = INGRESS | POSTGRES_INGRESS |
 * POSTGRES_EGRESS VALUE_LIST = ('address', …) [COMMENT = '…']}.
 *
 * <p>Sources on docs.snowflake.com: "CREATE NETWORK RULE"
 * (/en/sql-reference/sql/create-network-rule), which has no IF NOT EXISTS, and "Snowflake Postgres
 * networking" (/en/user-guide/snowflake-postgres/postgres-network). Rules of Postgres instances are
 * of type IPV4; other types are rejected. In Snowflake the mode has a default; in the stand-in it
 * is required.
 */
public record CreateNetworkRule(CreateMode mode, QualifiedName name, NetworkRule rule)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create(
          "NETWORK RULE", (prefix, in, statements) -> parse(prefix.orReplaceOnly(), in));

  private static final Map<String, Form> OPTIONS =
      Map.of(
          "TYPE", Form.WORD,
          "MODE", Form.WORD,
          "VALUE_LIST", Form.STRINGS,
          "COMMENT", Form.STRING);
  private static final Set<String> MODES = Set.of("INGRESS", "POSTGRES_INGRESS", "POSTGRES_EGRESS");
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern ADDRESS =
      Pattern.compile(OCTET + "([.]" + OCTET + "){3}(/(3[0-2]|[12]?[0-9]))?");

  static CreateNetworkRule parse(CreateMode mode, TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    PropertyList options = PropertyList.parse(in, OPTIONS);
    in.end();
    options.requireValue("TYPE", "IPV4");
    String direction = options.require("MODE");
    if (!MODES.contains(direction)) {
      throw SnowflakeError.invalidValue(direction, "MODE");
    }
    for (String address : options.requireStrings("VALUE_LIST")) {
      if (!ADDRESS.matcher(address).matches()) {
        throw SnowflakeError.invalidValue(address, "VALUE_LIST");
      }
    }
    return new CreateNetworkRule(
        mode,
        name,
        new NetworkRule(
            "IPV4", direction, options.strings("VALUE_LIST"), options.find("COMMENT").orElse("")));
  }

  @Override
  public void authorize(StatementContext context) {
    Securable rule = Securable.inSchema(ObjectKind.NETWORK_RULE, name.resolve(context.session()));
    context.access().requireToCreate("CREATE NETWORK RULE", rule);
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName full = name.resolve(context.session());
    Securable object = Securable.inSchema(ObjectKind.NETWORK_RULE, full);
    NamedObjects<NetworkRule> rules =
        context.account().requireSchema(full.database(), full.schema()).networkRules();
    boolean created = new Creation(object, mode).on(rules, () -> rule, context);
    return Creation.status(created, "Network rule", name.last());
  }
}
