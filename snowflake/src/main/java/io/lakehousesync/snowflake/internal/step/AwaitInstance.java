package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.List;

/** Waits until the Postgres instance is READY. */
public record AwaitInstance(PostgresInstance instance) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "wait until Postgres instance %s is READY".formatted(instance.name()),
        List.of(),
        List.of());
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    String state = state(snowflake);
    return state.equals("READY")
        ? Check.PRESENT
        : new Check(SetupResult.State.MISSING, "the instance is " + state);
  }

  @Override
  public void apply(JdbcStatements snowflake) throws SQLException {
    Waiting.until(
        "Postgres instance " + instance.name(),
        "READY",
        instance.readyTimeout(),
        () -> state(snowflake));
  }

  private String state(JdbcStatements snowflake) throws SQLException {
    return Describe.properties(
            snowflake, SnowflakeSql.DESCRIBE_INSTANCE, SnowflakeName.parse(instance.name()))
        .text("state")
        .orElse("in an unknown state");
  }
}
