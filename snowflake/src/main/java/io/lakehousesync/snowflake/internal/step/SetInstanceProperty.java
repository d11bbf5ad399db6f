package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Sets a property of a Postgres instance to the name of another object. The set-up creates an
 * instance with these properties, so this step changes only an instance that existed before.
 *
 * @param title the name of the property in words
 * @param statement the statement that sets the property
 * @param property the property's name in DESCRIBE
 * @param wanted the other object's name
 */
public record SetInstanceProperty(
    String title,
    String statement,
    PostgresInstance instance,
    String property,
    SnowflakeName wanted)
    implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "%s of %s".formatted(title, SnowflakeName.parse(instance.name())),
        List.of(statement),
        List.of());
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    Optional<String> now =
        Describe.properties(
                snowflake, SnowflakeSql.DESCRIBE_INSTANCE, SnowflakeName.parse(instance.name()))
            .text(property)
            .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase("none"));
    if (now.isEmpty()) {
      return Check.MISSING;
    }
    return now.get().equalsIgnoreCase(wanted.toString())
        ? Check.PRESENT
        : Check.different("%s is %s, not %s".formatted(property, now.get(), wanted));
  }

  /**
   * Sets the property. While an earlier operation on the instance runs, Snowflake refuses the
   * statement, although the instance is READY. Then this method tries again, until the timeout of
   * the instance.
   */
  @Override
  public void apply(JdbcStatements snowflake) throws SQLException {
    Waiting.until(
        "The change of Postgres instance " + instance.name(),
        "done",
        instance.readyTimeout(),
        () -> {
          try {
            snowflake.execute(statement);
            return "done";
          } catch (SQLException e) {
            if (SnowflakeErrors.isOperationRunning(e)) {
              return "waiting for another operation";
            }
            throw e;
          }
        });
  }
}
