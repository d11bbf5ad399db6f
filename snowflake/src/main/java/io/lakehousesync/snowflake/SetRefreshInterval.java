package io.lakehousesync.snowflake;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Sets how often Snowflake looks for new snapshots of a catalog's tables. */
record SetRefreshInterval(SnowflakeName integration, Duration interval) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "refresh interval of " + integration,
        List.of(SnowflakeSql.SET_REFRESH_INTERVAL.with(integration, interval.toSeconds())),
        List.of());
  }

  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    return Describe.properties(snowflake, SnowflakeSql.DESCRIBE_CATALOG_INTEGRATION, integration)
            .text("refresh_interval_seconds")
            .filter(Long.toString(interval.toSeconds())::equals)
            .isPresent()
        ? Look.PRESENT
        : Look.MISSING;
  }
}
