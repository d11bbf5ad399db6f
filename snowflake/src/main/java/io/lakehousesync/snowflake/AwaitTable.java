package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.SetupResult.State;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Waits until Snowflake has discovered a table of a linked catalog. */
record AwaitTable(SnowflakeName table, Duration timeout) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "wait until Iceberg table %s is discovered".formatted(table), List.of(), List.of());
  }

  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    SnowflakeName schema = new SnowflakeName(table.parts().subList(0, 2));
    String show = SnowflakeSql.SHOW_TABLES.with(table.last(), schema);
    return new MakeObject(step(), show, table.last(), MakeObject.Comparison.NONE).look(snowflake);
  }

  @Override
  public void make(JdbcStatements snowflake) throws SQLException {
    Waiting.until("Iceberg table " + table, "there", timeout, () -> state(snowflake));
  }

  /** Its schema is discovered, too: until then an error says that there is none. */
  private String state(JdbcStatements snowflake) throws SQLException {
    try {
      return look(snowflake).state() == State.PRESENT ? "there" : "undiscovered";
    } catch (SQLException e) {
      if (SnowflakeError.isMissing(e)) {
        return "undiscovered";
      }
      throw e;
    }
  }
}
