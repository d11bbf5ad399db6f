package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Sets how often Snowflake checks for new snapshots of a catalog's tables. */
public record SetRefreshInterval(SnowflakeName integration, Duration interval)
    implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "refresh interval of " + integration,
        List.of(SnowflakeSql.SET_REFRESH_INTERVAL.with(integration, interval.toSeconds())),
        List.of());
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    return Describe.properties(snowflake, SnowflakeSql.DESCRIBE_CATALOG_INTEGRATION, integration)
            .text("refresh_interval_seconds")
            .filter(Long.toString(interval.toSeconds())::equals)
            .isPresent()
        ? Check.PRESENT
        : Check.MISSING;
  }
}
