package io.lakehousesync.snowflake;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Sets a property of the Postgres instance to the name of another object.
 *
 * @param property the property's name in DESCRIBE
 * @param wanted the object's name
 */
record SetInstance(SetupStep step, SnowflakeName instance, String property, SnowflakeName wanted)
    implements SetupAction {
  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    Optional<String> now =
        Describe.properties(snowflake, SnowflakeSql.DESCRIBE_INSTANCE, instance)
            .text(property)
            .filter(value -> !value.isEmpty());
    if (now.isEmpty()) {
      return Look.MISSING;
    }
    return now.get().equalsIgnoreCase(wanted.toString())
        ? Look.PRESENT
        : Look.different("%s is %s, not %s".formatted(property, now.get(), wanted));
  }
}
