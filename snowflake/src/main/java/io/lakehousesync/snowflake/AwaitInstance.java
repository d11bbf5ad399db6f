package io.lakehousesync.snowflake;

import java.sql.SQLException;
import java.util.List;

/** Waits until the Postgres instance is READY. */
record AwaitInstance(PostgresInstance instance) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "wait until Postgres instance %s is READY".formatted(instance.name), List.of(), List.of());
  }

  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    String state = state(snowflake);
    return state.equals("READY")
        ? Look.PRESENT
        : new Look(SetupResult.State.MISSING, "it is " + state);
  }

  @Override
  public void make(JdbcStatements snowflake) throws SQLException {
    Waiting.until(
        "Postgres instance " + instance.name,
        "READY",
        instance.readyTimeout,
        () -> state(snowflake));
  }

  private String state(JdbcStatements snowflake) throws SQLException {
    return Describe.properties(snowflake, SnowflakeSql.DESCRIBE_INSTANCE, instance.name)
        .text("state")
        .orElse("in no state");
  }
}
