package io.lakehousesync.examples.peers.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.examples.peers.measure.ServerProcesses.Engine;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Tag("slow")
@EnabledOnOs(OS.LINUX)
class ServerProcessesIT {
  private final LakehouseUnderTest lakehouse = LakehouseUnderTest.shared();

  @Test
  void theTimeOfSessionsThatHaveEndedCounts() throws Exception {
    List<Long> withoutThisJvm = List.of(postmaster(lakehouse.postgres()));
    ServerProcesses server =
        ServerProcesses.find(lakehouse.postgres(), withoutThisJvm, Engine.EMBEDDED).orElseThrow();
    double before = server.cpuSeconds();

    try (Connection connection = lakehouse.newSessions().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM generate_series(1, 5000000)");
    }

    // The session ends shortly after its connection.
    await().untilAsserted(() -> assertThat(server.cpuSeconds()).isGreaterThan(before + 0.2));
  }

  @Test
  void theEmbeddedQueryEngineIsThisJvm() throws Exception {
    double engine = ProcessFiles.cpuSeconds(ProcessHandle.current().pid());

    assertThat(
            ServerProcesses.find(lakehouse.postgres(), List.of(), Engine.EMBEDDED)
                .orElseThrow()
                .cpuSeconds())
        .isGreaterThan(engine);
  }

  private static long postmaster(DataSource postgres) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")) {
      row.next();
      return row.getLong(1);
    }
  }
}
