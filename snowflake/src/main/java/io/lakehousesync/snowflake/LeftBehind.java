package io.lakehousesync.snowflake;

import io.lakehousesync.TableName;
import io.lakehousesync.snowflake.SetupResult.State;
import java.sql.SQLException;
import java.util.List;

/**
 * A table whose Iceberg table is not in PostgreSQL, or not any more: it cannot be made, but there
 * may be one in Snowflake, which is dropped with the others.
 */
record LeftBehind(SnowflakeName table, TableName target) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "Iceberg table " + table, List.of(), List.of(SnowflakeSql.DROP_TABLE.with(table)));
  }

  @Override
  public boolean isMakeable() {
    return false;
  }

  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    SnowflakeName schema = new SnowflakeName(table.parts().subList(0, 2));
    String show = SnowflakeSql.SHOW_TABLES.with(table.last(), schema);
    State state =
        new MakeObject(step(), show, table.last(), MakeObject.Comparison.NONE)
            .look(snowflake)
            .state();
    return state == State.PRESENT
        ? Look.different("there is no Iceberg table %s in PostgreSQL any more".formatted(target))
        : new Look(State.MISSING, "there is no Iceberg table %s in PostgreSQL".formatted(target));
  }
}
