package io.lakehousesync.examples.trials.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.LakehouseOptions;
import io.lakehousesync.examples.trials.workload.CopyMethod;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark in short form. Tests counts and bytes, because times of so few rows are not
 * meaningful.
 */
@Tag("slow")
class BenchmarkIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  @BeforeEach
  @AfterEach
  void dropSchema() throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS benchmark CASCADE");
    }
  }

  @TempDir private Path directory;

  @Test
  void theLibraryIsRightAndDoesNotWriteTheHeapTableAgain() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("benchmark"));
    arguments.addAll(LakehouseOptions.postgres());
    arguments.addAll(LakehouseOptions.locationPrefix());
    arguments.addAll(
        List.of(
            "--rows",
            "5000",
            "--samples",
            "2",
            "--load-rows",
            "20000",
            "--file-rows",
            "9000",
            "--maintain"));
    Path report = directory.resolve("benchmark.md");
    arguments.addAll(List.of("--report", report.toString()));

    ExampleRun run = ExampleRun.of(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("The library's tables have every row, in its newest version.");
    assertThat(run.out().lines().filter(line -> line.startsWith("ENGINE what="))).hasSize(8);
    assertThat(run.out()).contains("ENGINE what=first_load of=xid to=bare ms=");
    assertThat(Contestant.ALL.stream().filter(c -> c.byHand().isPresent()))
        .isNotEmpty()
        .allSatisfy(library -> assertThat(line(run, library)).endsWith(" wrong=0"));
    assertThat(value(run, Contestant.XID_APPEND, "wal_bytes_per_row"))
        .isLessThan(value(run, Contestant.ARTICLE, "wal_bytes_per_row") / 2);
    assertThat(value(run, Contestant.XID_APPEND, "heap_bytes_per_row"))
        .isLessThan(value(run, Contestant.ARTICLE, "heap_bytes_per_row") / 2);
    assertThat(value(run, Contestant.XID, "updated_ms")).isPositive();
    assertThat(line(run, Contestant.ORDERED)).contains(" longest_write_ms=- ");
    assertThat(run.out()).contains("RATIO kind=xid-append to=article rows_per_s=");
    assertThat(Files.readAllLines(report))
        .contains(
            "examples/run benchmark --rows 5000 --samples 2 --load-rows 20000 --file-rows 9000 --maintain")
        .anyMatch(line -> line.contains(" processors, JDK "))
        .anyMatch(line -> line.startsWith("| first load of wide rows | xid | bare | "))
        .anyMatch(line -> line.matches("\\| `xid` \\| the library \\| .* \\| 0 \\|"));
  }

  @Test
  void rowsThatTheCopyWritesAgainCountEvenIfTheyFillFreeSpace() throws Exception {
    DataSource postgres = LAKEHOUSE.postgres();
    List<CopyMethod> tables = List.of(Contestant.ARTICLE.in(postgres));
    new WorkloadDatabase(postgres, Contestant.SCHEMA, Optional.of(LAKEHOUSE.locationPrefix()))
        .prepare(tables, Existing.REFUSE, tables);
    try (Connection connection = postgres.getConnection()) {
      WorkloadDatabase.execute(
          connection,
          "INSERT INTO benchmark.article (payload) SELECT 'long gone' FROM generate_series(1, 30000)",
          "INSERT INTO benchmark.article (payload) VALUES ('keeps the pages before it')",
          "DELETE FROM benchmark.article WHERE payload = 'long gone'",
          "VACUUM benchmark.article");
    }

    BacklogCost cost = new ContestantRun(Contestant.ARTICLE, postgres, 1_000).copyBacklog();

    assertThat(cost.heapBytesPerRow()).isGreaterThan(50);
  }

  private static String line(ExampleRun run, Contestant contestant) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("BENCHMARK kind=" + contestant.name() + " "))
        .findFirst()
        .orElseThrow();
  }

  private static double value(ExampleRun run, Contestant contestant, String key) {
    return Double.parseDouble(line(run, contestant).replaceFirst(".* " + key + "=(\\S+).*", "$1"));
  }
}
