package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.refresh;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in uses the clock of the test. */
class ClockIT {
  @TempDir static Path directory;

  @Test
  void refreshesHaveTheTimeOfTheTestsClock() throws Exception {
    TestClock clock = new TestClock();
    try (StandIn standIn = new StandIn(directory, builder -> builder.clock(clock));
        Connection connection = standIn.connect()) {
      Table stores =
          standIn.newTable(
              "stores", new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
      execute(connection, "ALTER SESSION SET TIMEZONE = 'UTC'", register("stores", stores));
      clock.advance(Duration.ofMinutes(5));
      execute(connection, refresh("stores", stores));
      assertThat(
              rows(
                  connection,
                  """
                  SELECT CAST(REFRESHED_ON AS VARCHAR)
                  FROM TABLE(INFORMATION_SCHEMA.ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY(
                    TABLE_NAME => 'stores'))
                  ORDER BY REFRESHED_ON
                  """))
          .satisfiesExactly(
              first -> assertThat(first).startsWith("2026-01-05 08:00:00"),
              second -> assertThat(second).startsWith("2026-01-05 08:05:00"));
    }
  }
}
