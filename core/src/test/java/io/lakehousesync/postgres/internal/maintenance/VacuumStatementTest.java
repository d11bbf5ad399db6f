package io.lakehousesync.postgres.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.report.VacuumResult.Failed;
import io.lakehousesync.table.TableName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class VacuumStatementTest {
  @Test
  void withoutAConnectionTheResultIsFailed() throws IOException {
    PGSimpleDataSource down = new PGSimpleDataSource();
    down.setURL("jdbc:postgresql://127.0.0.1:%d/lake".formatted(freePort()));

    assertThat(new VacuumStatement(down, Duration.ofSeconds(1)).run(TableName.parse("lake.sales")))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.failure())
                    .hasMessageStartingWith("VACUUM of lake.sales failed: Connection to 127.0.0.1")
                    .hasMessageContaining("(SQLSTATE 08001). Nothing was committed."));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
