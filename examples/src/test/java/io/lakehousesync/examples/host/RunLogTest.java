package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.SyncTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunLogTest {
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Output output = new Output(new PrintStream(out, true), false);
  private final Outages outages = new Outages(output);
  private final RunLog log = new RunLog(output, outages);

  @Test
  void aCircuitThatClosesIsToldIfItsOpeningWas() {
    log.circuitOpened(
        STORES, new NotAppliedException(Retry.POINTLESS, "no such column", null), MINUTE);
    log.circuitClosed(STORES);
    log.circuitClosed(STORES);

    assertThat(lines())
        .hasLineCount(2)
        .contains("public.stores -> public.iceberg_stores is tried every 60 s from now on")
        .endsWith(
            "public.stores -> public.iceberg_stores gets through again" + System.lineSeparator());
  }

  @Test
  void whereEachTableRunsOnceNothingIsTriedAgain() {
    log.expectNoLaterRuns();

    log.circuitOpened(
        STORES, new NotAppliedException(Retry.POINTLESS, "no such column", null), MINUTE);

    assertThat(lines()).isEmpty();
  }

  @Test
  void theEndOfAnOutageIsToldOnceAndNotForEachTable() {
    outages.reached("postgres");
    outages.failed("postgres", "refused", Instant.now());
    log.circuitOpened(
        STORES,
        new NotAppliedException(
            Retry.SENSIBLE, "Copy failed", new SQLTransientConnectionException("none")),
        MINUTE);
    outages.reached("postgres");
    log.circuitClosed(STORES);

    assertThat(lines()).hasLineCount(2).doesNotContain("gets through again");
  }

  private String lines() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
