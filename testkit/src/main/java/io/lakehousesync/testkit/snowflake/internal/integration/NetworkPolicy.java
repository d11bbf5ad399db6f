package io.lakehousesync.testkit.snowflake.internal.integration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.value.DescribeRows;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Instant;
import java.util.List;

/**
 * A network policy. The stand-in does not enforce it.
 *
 * @param name its name
 * @param allowed the full names of its ALLOWED_NETWORK_RULE_LIST
 * @param blocked the full names of its BLOCKED_NETWORK_RULE_LIST
 * @param comment its comment
 */
public record NetworkPolicy(String name, List<String> allowed, List<String> blocked, String comment)
    implements Describable {
  public NetworkPolicy {
    allowed = List.copyOf(allowed);
    blocked = List.copyOf(blocked);
  }

  public boolean uses(String rule) {
    return allowed.contains(rule) || blocked.contains(rule);
  }

  /**
   * Returns its lists that are not empty. Source: docs.snowflake.com, "DESCRIBE NETWORK POLICY"
   * (/en/sql-reference/sql/desc-network-policy). On that page a rule is a plain name. The stand-in
   * returns JSON, because that is what open-source clients of Snowflake read.
   */
  @Override
  public Result describe(Securable self, Grants grants, Instant now) {
    DescribeRows properties = new DescribeRows("name", "value");
    add(properties, "ALLOWED_NETWORK_RULE_LIST", allowed);
    add(properties, "BLOCKED_NETWORK_RULE_LIST", blocked);
    return properties.result();
  }

  private static String json(List<String> names) {
    ArrayNode rules = Json.array();
    names.forEach(rule -> rules.addObject().put("fullyQualifiedRuleName", rule));
    return rules.toString();
  }

  private static void add(DescribeRows properties, String name, List<String> rules) {
    if (!rules.isEmpty()) {
      properties.add(name, json(rules));
    }
  }
}
