package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.JdbcStatements.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Makes the Postgres instance, and hands on the passwords that Snowflake shows this once. */
record MakeInstance(SetupStep step, PostgresInstance instance) implements SetupAction {
  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    String show = SnowflakeSql.SHOW_INSTANCES.with(instance.name.last());
    return new MakeObject(step, show, instance.name.last(), MakeObject.Comparison.NONE)
        .look(snowflake);
  }

  @Override
  public void make(JdbcStatements snowflake) throws SQLException {
    List<Row> rows = snowflake.rows(step.statements().get(0));
    instance.credentials.accept(rows.isEmpty() ? Map.of() : rows.get(0).values());
  }
}
