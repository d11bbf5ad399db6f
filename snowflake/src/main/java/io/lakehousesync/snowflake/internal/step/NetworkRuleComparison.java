package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the addresses of a network rule. Their order does not matter. */
public record NetworkRuleComparison(SnowflakeName rule, List<String> addresses)
    implements CreateObject.Comparison {
  @Override
  public Optional<String> difference(JdbcStatements snowflake, Row row) throws SQLException {
    String now =
        snowflake.rows(SnowflakeSql.DESCRIBE_NETWORK_RULE.with(rule)).stream()
            .flatMap(described -> described.text("value_list").stream())
            .findFirst()
            .orElse("");
    Set<String> found =
        Arrays.stream(now.split("[^0-9./]+"))
            .filter(address -> !address.isEmpty())
            .collect(Collectors.toSet());
    return found.equals(Set.copyOf(addresses))
        ? Optional.empty()
        : Optional.of("VALUE_LIST is %s, not %s".formatted(now, addresses));
  }
}
