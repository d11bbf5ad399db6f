package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.List;

/**
 * A step whose result also names the mirrors (data mirroring) of a Postgres instance.
 *
 * <p>Source: docs.snowflake.com, "Manage and monitor mirrors"
 * (/en/user-guide/snowflake-postgres/postgres-data-mirroring-manage). The page does not list the
 * columns of the result, so this class looks for the instance in all columns.
 */
public record WithMirrors(SetupAction action, SnowflakeName instance) implements SetupAction {
  @Override
  public SetupStep step() {
    return action.step();
  }

  @Override
  public boolean canApply() {
    return action.canApply();
  }

  @Override
  public boolean holdsData() {
    return action.holdsData();
  }

  @Override
  public void apply(JdbcStatements snowflake) throws SQLException {
    action.apply(snowflake);
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    Check check = action.check(snowflake);
    return check.state() == State.DIFFERENT || !check.detail().isEmpty()
        ? check
        : new Check(check.state(), mirrors(snowflake));
  }

  private String mirrors(JdbcStatements snowflake) throws SQLException {
    List<Row> rows;
    try {
      rows = snowflake.rows(SnowflakeSql.LIST_MIRRORS.with());
    } catch (SQLException e) {
      if (SnowflakeErrors.isUnanswered(e)) {
        throw e;
      }
      return "mirrors of the instance are not known, because they could not be listed: %s"
          .formatted(SnowflakeErrors.describe(e));
    }
    List<String> mirrors =
        rows.stream()
            .filter(row -> row.values().values().stream().anyMatch(this::isInstance))
            .map(WithMirrors::name)
            .toList();
    return mirrors.isEmpty()
        ? ""
        : ("%s copies from Postgres instance %s into Snowflake, beside this library. Both can run."
                + " As long as it exists, Snowflake does not drop the instance")
            .formatted(String.join(", ", mirrors), instance);
  }

  private boolean isInstance(String value) {
    return value.equals(instance.last()) || value.equals(instance.toString());
  }

  private static String name(Row row) {
    return row.text("mirror_name")
        .or(() -> row.text("name"))
        .map("mirror "::concat)
        .orElseGet(() -> "a mirror " + row.values());
  }
}
