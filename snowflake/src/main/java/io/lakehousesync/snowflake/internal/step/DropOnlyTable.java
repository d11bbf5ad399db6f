package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.snowflake.setup.SetupStep;
import io.lakehousesync.table.TableName;
import java.sql.SQLException;
import java.util.List;

/**
 * A table whose Iceberg table does not exist in PostgreSQL. The set-up cannot create this table in
 * Snowflake. If the table exists in Snowflake, a check reports the table, and a drop drops it.
 */
public record DropOnlyTable(SnowflakeName table, TableName target) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "Iceberg table " + table, List.of(), List.of(SnowflakeSql.DROP_TABLE.with(table)));
  }

  @Override
  public boolean canApply() {
    return false;
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    SnowflakeName schema = new SnowflakeName(table.parts().subList(0, 2));
    String show = SnowflakeSql.SHOW_TABLES.with(table.last(), schema);
    State state =
        new CreateObject(step(), show, table.last(), CreateObject.Comparison.NONE)
            .check(snowflake)
            .state();
    return state == State.PRESENT
        ? Check.different("PostgreSQL no longer has an Iceberg table %s".formatted(target))
        : new Check(State.MISSING, "PostgreSQL has no Iceberg table %s".formatted(target));
  }
}
