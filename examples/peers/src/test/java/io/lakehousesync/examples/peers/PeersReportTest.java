package io.lakehousesync.examples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.peers.PeerResult.Measured;
import io.lakehousesync.examples.peers.PeerResult.NotMeasured;
import io.lakehousesync.examples.peers.PeerResult.Verdict;
import io.lakehousesync.examples.peers.contestant.Kind;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PeersReportTest {
  private static final PeerResult DEBEZIUM =
      new Measured(
          Kind.DEBEZIUM,
          "Debezium 1",
          cost(10_000_000, 10_000, 123.4, 23.4),
          cost(1_000_000, 5_000, 12.3, 2.3),
          OptionalLong.of(1_234L << 20),
          OptionalLong.of(12_345L << 20),
          12_345.6,
          23_456.7);
  private static final PeerResult BARE =
      new Measured(
          Kind.BARE,
          "a statement",
          new CopyCost(
              1_000, Duration.ofSeconds(2), OptionalDouble.empty(), OptionalDouble.empty()),
          new CopyCost(
              1_000, Duration.ofSeconds(4), OptionalDouble.empty(), OptionalDouble.empty()),
          OptionalLong.empty(),
          OptionalLong.empty(),
          1,
          2);

  @Test
  void aRowHasTheFiguresForAMillionRows() {
    assertThat(report(DEBEZIUM, BARE).lines())
        .contains(
            "| `debezium` | 1,000,000 | 200,000 | 12.3 / 12.3 | 2.3 / 2.3 | 1,234 MiB |"
                + " 12,345 MiB | 12,346 of 23,457 |",
            "| `bare` | 500 | 250 | – | – | – | – | 1 of 2 |");
  }

  @Test
  void rowsFitIntoATerminal() {
    assertThat(report(DEBEZIUM, BARE).lines())
        .filteredOn(line -> line.startsWith("|"))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
  }

  @Test
  void aPeerThatTheServerDoesNotHaveIsNamed() {
    PeersReport report =
        report(BARE, new NotMeasured(Kind.PG_INCREMENTAL, "no such", Verdict.NOT_AVAILABLE));

    assertThat(report.lines()).contains("- `pg_incremental` was not measured: no such");
    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void aPeerThatFailsMakesTheComparisonFail() {
    assertThat(report(BARE, new NotMeasured(Kind.SPARK, "wrong rows", Verdict.FAILED)).isComplete())
        .isFalse();
  }

  private static PeersReport report(PeerResult... results) {
    return new PeersReport("examples/run peers", "a machine", "PostgreSQL.", List.of(results));
  }

  private static CopyCost cost(long rows, long millis, double client, double server) {
    return new CopyCost(
        rows, Duration.ofMillis(millis), OptionalDouble.of(client), OptionalDouble.of(server));
  }
}
