package io.lakehousesync.examples.trials.workload;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;

/** What a report says about the machine. */
public final class Machine {
  private Machine() {}

  /** Describes the machine of this process, and the database. */
  public static String describe(DataSource postgres) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT current_setting('server_version'),
                       (SELECT extversion FROM pg_extension WHERE extname = 'pg_lake')
                """)) {
      row.next();
      return "%s, %d processors, JDK %s, heap of at most %d MiB, PostgreSQL %s, pg_lake %s, %s"
          .formatted(
              System.getProperty("os.name") + " " + System.getProperty("os.arch"),
              Runtime.getRuntime().availableProcessors(),
              System.getProperty("java.version"),
              ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax() >> 20,
              row.getString(1),
              row.getString(2),
              Instant.now().truncatedTo(ChronoUnit.MINUTES));
    }
  }
}
