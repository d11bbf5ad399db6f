package io.lakehousesync.examples.trials.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A run as a page of Markdown: the command, the machine, and a table for each part. */
record BenchmarkReport(
    String command, String machine, List<Ratio> engine, List<BenchmarkResult> ways) {
  /** Describes the machine of this process, and the database. */
  static String machine(DataSource postgres) throws SQLException {
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

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of("```", command, "```", "", machine, ""));
    lines.addAll(Ratio.TABLE_HEAD);
    engine.stream().map(Ratio::row).forEach(lines::add);
    lines.add("");
    lines.addAll(BenchmarkResult.TABLE_HEAD);
    ways.stream().map(BenchmarkResult::row).forEach(lines::add);
    Files.write(file, lines);
  }
}
