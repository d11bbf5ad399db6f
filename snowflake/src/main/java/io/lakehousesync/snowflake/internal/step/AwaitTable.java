package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Waits until Snowflake has discovered a table of a linked catalog. */
public record AwaitTable(SnowflakeName table, Duration timeout) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "wait until Iceberg table %s is discovered".formatted(table), List.of(), List.of());
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    SnowflakeName schema = new SnowflakeName(table.parts().subList(0, 2));
    String show = SnowflakeSql.SHOW_TABLES.with(table.last(), schema);
    return new CreateObject(step(), show, table.last(), CreateObject.Comparison.NONE)
        .check(snowflake);
  }

  @Override
  public void apply(JdbcStatements snowflake) throws SQLException {
    Waiting.until("Iceberg table " + table, "discovered", timeout, () -> state(snowflake));
  }

  /**
   * Returns whether Snowflake has discovered the table. An error for a missing object counts as not
   * yet discovered, because SHOW fails until Snowflake has discovered the schema.
   */
  private String state(JdbcStatements snowflake) throws SQLException {
    try {
      return check(snowflake).state() == State.PRESENT ? "discovered" : "not yet discovered";
    } catch (SQLException e) {
      if (SnowflakeErrors.isMissing(e)) {
        return "not yet discovered";
      }
      throw e;
    }
  }
}
