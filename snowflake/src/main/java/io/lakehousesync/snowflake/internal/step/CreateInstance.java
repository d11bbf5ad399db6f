package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Creates the Postgres instance, and passes the passwords to the host. Snowflake shows them only
 * once.
 */
public record CreateInstance(SetupStep step, PostgresInstance instance) implements SetupAction {
  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    String name = SnowflakeName.parse(instance.name()).last();
    String show = SnowflakeSql.SHOW_INSTANCES.with(name);
    return new CreateObject(step, show, name, CreateObject.Comparison.NONE).check(snowflake);
  }

  @Override
  public boolean holdsData() {
    return true;
  }

  @Override
  public void apply(JdbcStatements snowflake) throws SQLException {
    List<Row> rows;
    try {
      rows = snowflake.rows(step.statements().get(0));
    } catch (SQLException e) {
      if (!SnowflakeErrors.mayStillRun(e)) {
        throw e;
      }
      throw new SQLException(
          e.getMessage()
              + "; if the instance was created, its passwords are lost and must be reset",
          e.getSQLState(),
          e.getErrorCode(),
          e);
    }
    instance.credentials().accept(rows.isEmpty() ? Map.of() : rows.get(0).values());
  }
}
