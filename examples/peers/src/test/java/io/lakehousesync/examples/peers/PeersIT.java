package io.lakehousesync.examples.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.peers.contestant.Contestant;
import io.lakehousesync.examples.peers.contestant.Kind;
import io.lakehousesync.examples.peers.contestant.PeerException;
import io.lakehousesync.examples.peers.contestant.PeerTable;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison in short form. Times of so few rows are not meaningful. */
@Tag("slow")
class PeersIT {
  @TempDir private Path directory;

  @Test
  void allPeersCopyTheSameRows() throws IOException {
    Path report = directory.resolve("peers.md");

    ExampleRun run =
        ExampleRun.of(
            "peers",
            "--rows",
            "3000",
            "--backlog-rows",
            "1000",
            "--writer-seconds",
            "1",
            "--report",
            report.toString());

    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    List<String> lines = Files.readAllLines(report);
    assertThat(lines)
        .contains("examples/run peers --rows 3000 --backlog-rows 1000 --writer-seconds 1")
        .contains(
            "- `pg_incremental` was not measured: the extension pg_incremental is not installed on"
                + " the server");
    assertThat(row(lines, "bare")).containsPattern("\\| – \\| \\S+ / \\S+ \\| – \\| – \\| [1-9]");
    String ownProcess = "\\| \\S+ / \\S+ \\| \\S+ / \\S+ \\| [1-9][0-9,]* MiB \\| ";
    assertThat(row(lines, "lakehouse-sync")).containsPattern(ownProcess + "– \\| [1-9]");
    assertThat(row(lines, "spark")).containsPattern(ownProcess + "– \\| [1-9]");
    assertThat(row(lines, "debezium")).containsPattern(ownProcess + "[0-9,]+ MiB \\| [1-9]");
    assertThat(lines).anyMatch(line -> line.startsWith("- `spark`: Spark 4."));
    assertThat(lines).anyMatch(line -> line.startsWith("- `debezium`: Debezium 3."));
  }

  private static String row(List<String> lines, String label) {
    return lines.stream()
        .filter(line -> line.startsWith("| `" + label + "` | "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPeerThatLosesARowHasNoFigures() throws Exception {
    LakehouseUnderTest lakehouse = LakehouseUnderTest.shared();
    DataSource postgres = lakehouse.postgres();
    PeerTable table = new PeerTable(Kind.BARE, postgres);
    new WorkloadDatabase(postgres, Kind.SCHEMA, Optional.of(lakehouse.locationPrefix()))
        .prepare(List.of(new BaselineTable(), table), Existing.RESET, List.of(table));
    PeersPlan plan = new PeersPlan(100, 10, Duration.ofMillis(100));
    try (FileIO io = lakehouse.s3().newFileIO()) {
      PeerRun run = new PeerRun(postgres, io, Optional.empty(), plan);

      assertThatThrownBy(() -> run.measure(Kind.BARE, () -> new LosesTheLastRow(postgres)))
          .isInstanceOf(PeerException.class)
          .hasMessageStartingWith("wrong rows after the first load: TableSums[rows=99, ids=4950,")
          .hasMessageContaining(" and TableSums[rows=100, ids=5050,");
    } finally {
      execute(postgres, "DROP SCHEMA peers CASCADE");
    }
  }

  private record LosesTheLastRow(DataSource postgres) implements Contestant {
    private static final TableProfile TABLE = Kind.BARE.profile();

    @Override
    public String description() {
      return "loses a row";
    }

    @Override
    public String copy(long lastId) throws SQLException {
      try (Connection connection = postgres.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("DELETE FROM " + TABLE.iceberg());
        statement.execute(
            "INSERT INTO %s SELECT id, version, payload FROM %s WHERE id < %d"
                .formatted(TABLE.iceberg(), TABLE.heap(), lastId));
        try (ResultSet row =
            statement.executeQuery(
                "SELECT metadata_location FROM iceberg_tables WHERE table_name = 'iceberg_bare'")) {
          row.next();
          return row.getString(1);
        }
      }
    }

    @Override
    public OptionalLong pid() {
      return OptionalLong.empty();
    }

    @Override
    public void close() {}
  }

  private static void execute(DataSource postgres, String sql) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      WorkloadDatabase.execute(connection, sql);
    }
  }
}
