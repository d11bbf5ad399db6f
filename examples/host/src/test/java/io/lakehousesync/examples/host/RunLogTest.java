package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.TableReport;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.host.outage.Outages;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.table.SyncTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunLogTest {
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Output output = new Output(new PrintStream(out, true), false);
  private final Outages outages = new Outages(output);
  private final RunLog log = new RunLog(output, outages);

  @Test
  void aClosedCircuitIsReportedIfItsOpeningWas() {
    log.circuitOpened(
        STORES, new NotAppliedException(Retry.POINTLESS, "no such column", null), MINUTE);
    log.circuitClosed(STORES);
    log.circuitClosed(STORES);

    assertThat(lines())
        .hasLineCount(2)
        .contains("public.stores -> public.iceberg_stores is tried every 60 s from now on")
        .endsWith(
            "public.stores -> public.iceberg_stores is synced again" + System.lineSeparator());
  }

  @Test
  void noCircuitIsReportedIfEachTableRunsOnce() {
    log.expectNoLaterRuns();

    log.circuitOpened(
        STORES, new NotAppliedException(Retry.POINTLESS, "no such column", null), MINUTE);

    assertThat(lines()).isEmpty();
  }

  @Test
  void theEndOfAnOutageIsReportedOnceAndNotForEachTable() {
    outages.reached("postgres");
    outages.failed("postgres", "refused", Instant.now());
    log.circuitOpened(
        STORES,
        new NotAppliedException(
            Retry.SENSIBLE, "Copy failed", new SQLTransientConnectionException("none")),
        MINUTE);
    outages.reached("postgres");
    log.circuitClosed(STORES);

    assertThat(lines()).hasLineCount(2).doesNotContain("is synced again");
  }

  @Test
  void aProblemIsReportedOnceUntilItIsGone() {
    TableReport good = TableReport.builder(STORES).build();
    TableReport incomplete = TableReport.builder(STORES).problem("A trigger is off.").build();
    log.expect(List.of(STORES));
    log.ended(good);
    assertThat(lines()).isEqualToIgnoringNewLines("1 of 1 tables are in sync");

    log.ended(incomplete);
    log.ended(incomplete);
    log.ended(good);
    log.ended(incomplete);

    assertThat(lines().lines().filter(line -> line.contains(" problem=\"A trigger is off.\"")))
        .hasSize(2);
  }

  @Test
  void theGuaranteesAreListedOnceAfterTheFirstRuns() {
    SyncTable sales = SyncTable.of("sales", "iceberg_sales");
    SyncTable events = SyncTable.of("events", "iceberg_events");
    log.expect(List.of(STORES, sales, events));

    log.ended(TableReport.builder(STORES).guarantee("exactly once").build());
    log.ended(TableReport.builder(events).guarantee("new rows only").build());
    log.ended(TableReport.builder(sales).guarantee("exactly once").build());
    log.ended(TableReport.builder(sales).guarantee("exactly once").build());

    assertThat(lines().lines())
        .containsExactly(
            "2 tables: exactly once", "1 table: new rows only", "3 of 3 tables are in sync");
  }

  @Test
  void aTableThatIsAddedIsReportedAndCounted() {
    SyncTable sales = SyncTable.of("sales", "iceberg_sales");
    log.expect(List.of(STORES));
    log.ended(TableReport.builder(STORES).build());

    log.added(sales);
    log.ended(TableReport.builder(sales).build());

    assertThat(lines().lines())
        .containsExactly(
            "1 of 1 tables are in sync",
            "public.sales -> public.iceberg_sales is new: it was set up, and is synced from now on",
            "2 of 2 tables are in sync");
  }

  @Test
  void errorsOfTheDoctorAndTablesWithoutASetUpAreReported() {
    log.openErrors(Map.of(STORES, "A trigger is off. Cure: run the set-up (PgLakeSetup)."));
    log.notSetUp(STORES, "It is unlogged.");

    assertThat(lines().lines())
        .containsExactly(
            "public.stores may miss changes: A trigger is off. Cure: run the set-up (setup --apply).",
            "public.stores -> public.iceberg_stores cannot be set up: It is unlogged.");
  }

  private String lines() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
