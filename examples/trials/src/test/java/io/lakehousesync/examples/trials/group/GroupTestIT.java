package io.lakehousesync.examples.trials.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.LakehouseOptions;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The test of groups in short form. */
@Tag("slow")
class GroupTestIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  @BeforeEach
  @AfterEach
  void dropSchema() throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS grouptest CASCADE");
    }
  }

  @Test
  void noReaderSeesBrokenSumsInAGroupUnderKillsThatBreakThemWithoutAGroup() {
    ExampleRun run =
        ExampleRun.of(
            Stream.of(
                    List.of("grouptest"),
                    LakehouseOptions.postgresAndS3(),
                    LakehouseOptions.locationPrefix(),
                    List.of("--kills", "4", "--writers", "3", "--seed", "1"))
                .flatMap(List::stream)
                .toArray(String[]::new));

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains(" 0 times a table was older than the newest cut in the catalog");
    assertThat(line(run, "together")).endsWith(" broken=0 different=0");
    assertThat(line(run, "separate")).doesNotContain(" broken=0 ").endsWith(" different=0");
    assertThat(run.lastLine())
        .isEqualTo(
            "No reader has seen broken sums in the group, under kills and writers that broke them"
                + " without a group.");
  }

  private static String line(ExampleRun run, String pair) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("GROUP pair=" + pair + " "))
        .findFirst()
        .orElseThrow();
  }
}
