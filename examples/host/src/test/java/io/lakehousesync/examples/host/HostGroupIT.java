package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with a configuration that has a group. */
class HostGroupIT {
  private static final String[] GROUP = {
    "group.shop.tables=orders,stores", "group.shop.cuts=host_it.lakehouse_cuts"
  };

  @TempDir private Path directory;
  private HostLakehouse lakehouse;

  @BeforeEach
  void open() throws SQLException {
    lakehouse = new HostLakehouse(directory);
  }

  @AfterEach
  void close() throws SQLException {
    lakehouse.close();
  }

  @Test
  void theSetUpCreatesTheTableOfCutsOnBothSidesAndTheSyncFillsIt() throws Exception {
    String config = lakehouse.complete(GROUP).toString();
    ExampleRun before = ExampleRun.of("doctor", "--config", config);
    assertThat(before.exitCode()).isEqualTo(1);
    assertThat(before.out())
        .contains("cuts-not-recorded")
        .contains("host_it.lakehouse_cuts, the table of cuts, does not exist");
    assertThat(ExampleRun.of("setup", "--config", config, "--check").out())
        .contains("host_it.lakehouse_cuts");

    assertThat(good("setup", "--config", config, "--apply").out())
        .contains("Iceberg table host_it.lakehouse_cuts");

    assertThat(good("setup", "--config", config, "--check").exitCode()).isZero();
    assertThat(ExampleRun.of("doctor", "--config", config).out()).doesNotContain("cuts-");
    assertThat(good("setup", "--config", config, "--print", "--copy-role", "shop_sync").out())
        .contains("GRANT SELECT, INSERT, DELETE ON \"host_it\".\"lakehouse_cuts\" TO");
    good("sync", "--config", config, "--once");
    assertThat(lakehouse.account().statements())
        .last()
        .extracting(statement -> statement.sql())
        .asString()
        .contains("LAKEHOUSE_CUTS");
  }
}
