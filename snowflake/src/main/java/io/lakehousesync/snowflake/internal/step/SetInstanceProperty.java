package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Sets a property of the Postgres instance to the name of another object.
 *
 * @param property the property's name in DESCRIBE
 * @param wanted the other object's name
 */
public record SetInstanceProperty(
    SetupStep step, SnowflakeName instance, String property, SnowflakeName wanted)
    implements SetupAction {
  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    Optional<String> now =
        Describe.properties(snowflake, SnowflakeSql.DESCRIBE_INSTANCE, instance)
            .text(property)
            .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("none"));
    if (now.isEmpty()) {
      return Check.MISSING;
    }
    return now.get().equalsIgnoreCase(wanted.toString())
        ? Check.PRESENT
        : Check.different("%s is %s, not %s".formatted(property, now.get(), wanted));
  }
}
