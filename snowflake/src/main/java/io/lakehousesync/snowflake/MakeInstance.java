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
  public boolean holdsData() {
    return true;
  }

  @Override
  public void make(JdbcStatements snowflake) throws SQLException {
    List<Row> rows;
    try {
      rows = snowflake.rows(step.statements().get(0));
    } catch (SQLException e) {
      if (!SnowflakeError.mayStillRun(e)) {
        throw e;
      }
      throw new SQLException(
          e.getMessage() + "; if the instance was made, its passwords are lost, and must be reset",
          e.getSQLState(),
          e.getErrorCode(),
          e);
    }
    instance.credentials.accept(rows.isEmpty() ? Map.of() : rows.get(0).values());
  }
}
