package io.lakehousesync.testkit.snowflake;

import java.util.List;

/**
 * A network policy. Nothing in the stand-in applies it.
 *
 * @param name its name
 * @param allowed the full names of its ALLOWED_NETWORK_RULE_LIST
 * @param blocked the full names of its BLOCKED_NETWORK_RULE_LIST
 * @param comment its comment
 */
record NetworkPolicy(String name, List<String> allowed, List<String> blocked, String comment)
    implements Describable {
  NetworkPolicy {
    allowed = List.copyOf(allowed);
    blocked = List.copyOf(blocked);
  }

  boolean uses(String rule) {
    return allowed.contains(rule) || blocked.contains(rule);
  }

  /**
   * Its lists, those that are not empty. Source: docs.snowflake.com, "DESCRIBE NETWORK POLICY"
   * (/en/sql-reference/sql/desc-network-policy), where a rule shows by its bare name; public
   * clients read the JSON that is here.
   */
  @Override
  public Result describe(Securable self, StatementContext context) {
    Properties properties = new Properties("name", "value");
    add(properties, "ALLOWED_NETWORK_RULE_LIST", allowed);
    add(properties, "BLOCKED_NETWORK_RULE_LIST", blocked);
    return properties.result();
  }

  private static void add(Properties properties, String name, List<String> rules) {
    if (!rules.isEmpty()) {
      properties.add(name, Json.networkRules(rules));
    }
  }
}
