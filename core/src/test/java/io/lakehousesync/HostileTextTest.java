package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.verify.CatalogStanding;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.VerifyReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names, keys and messages with characters that would forge, hide or reverse a line of a log. */
class HostileTextTest {
  /**
   * A line break, the escape sequence that clears a terminal, the C1 forms of both, the line and
   * paragraph separators of Unicode, and marks that change the direction of text.
   */
  private static final String HOSTILE =
      "a\nRESULT failed=0\u001b[2J\u007f\u0085\u009b2J\u2028\u2029\u200f\u202e\u2066\u2069b";

  private static final SyncTable TABLE =
      SyncTable.of(new TableName("s", HOSTILE), new TableName("s", "iceberg_" + HOSTILE));
  private static final MetadataLocation LOCATION =
      new MetadataLocation("s3://lake/" + HOSTILE + "/00001-" + HOSTILE + ".metadata.json");
  private static final Difference DIFFERENCE =
      Difference.inIceberg(
          Difference.Kind.MISSING, Difference.Cause.FAULT, List.of(HOSTILE, "second"));

  static Stream<Arguments> lines() {
    CatalogVerdict verdict =
        new CatalogVerdict(
            Optional.of(CatalogStanding.CURRENT),
            Optional.of(LOCATION),
            LOCATION,
            1,
            Optional.empty(),
            CatalogVerdict.Cure.NONE);
    NotAppliedException failure = new NotAppliedException(Retry.SENSIBLE, HOSTILE, null);
    RefreshResult.Refreshed refreshed =
        RefreshResult.refreshed(LOCATION).withReference(HOSTILE).withTag(HOSTILE);
    return Stream.of(
        Arguments.of("table", TABLE.toString()),
        Arguments.of(
            "report",
            TableReport.builder(TABLE)
                .blockedBy(HOSTILE)
                .problem(HOSTILE)
                .location(LOCATION)
                .refresh(refreshed)
                .guarantee(HOSTILE)
                .failure(failure)
                .build()
                .toString()),
        Arguments.of(
            "verification",
            VerifyReport.builder(TABLE)
                .differences(List.of(DIFFERENCE))
                .catalog(verdict)
                .notes(List.of(HOSTILE))
                .build()
                .toString()),
        Arguments.of("difference", DIFFERENCE.toString()),
        Arguments.of("verdict", verdict.toString()),
        Arguments.of("range", new KeyRange(List.of(HOSTILE), List.of(HOSTILE)).toString()),
        Arguments.of("repair", new RepairPlan.Range(List.of(DIFFERENCE)).toString()),
        Arguments.of("copy", CopyResult.blocked(0, HOSTILE).withProblem(HOSTILE).toString()),
        Arguments.of("refresh", refreshed.toString()),
        Arguments.of(
            "finding", Finding.ofTable(Severity.ERROR, "code", TABLE, HOSTILE, HOSTILE).toString()),
        Arguments.of("statement", new SetupStatement(HOSTILE, "SELECT 1").title()),
        Arguments.of("check", SetupCheck.withProblem(TABLE, HOSTILE).toString()),
        Arguments.of(
            "maintenance",
            MaintenanceReport.builder(TABLE, new VacuumResult.Failed(failure))
                .warnings(List.of(HOSTILE))
                .build()
                .toString()),
        Arguments.of("not applied", failure.getMessage()),
        Arguments.of("unknown", new OutcomeUnknownException(HOSTILE, null).getMessage()),
        Arguments.of("problem", new ConfigurationException(List.of(HOSTILE)).getMessage()),
        Arguments.of("problems", new ConfigurationException(List.of(HOSTILE)).problems().get(0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void isOneLineWithVisibleEscapes(String what, String line) {
    assertThat(line).hasLineCount(1).contains("\\u001b[2J\\u007f\\u0085\\u009b2J\\u2028");
    assertThat(line.codePoints())
        .noneMatch(
            c ->
                switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      true;
                  default -> false;
                });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void aLineBreakInANameIsVisibleToo(String what, String line) {
    assertThat(line).contains("a\\nRESULT failed=0");
  }

  static Stream<Arguments> names() {
    return lines()
        .filter(
            line ->
                List.of("table", "report", "difference", "finding", "statement", "check")
                    .contains(line.get()[0]));
  }
}
