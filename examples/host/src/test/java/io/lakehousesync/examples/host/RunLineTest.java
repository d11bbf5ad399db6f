package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunLineTest {
  private static final SyncTable ITEMS =
      SyncTable.of("retail.transaction_items", "retail.iceberg_transaction_items");
  private static final MetadataLocation LOCATION =
      new MetadataLocation(
          "s3://lake/t/metadata/00012-5c325789-0000-4000-8000-000000000000.metadata.json");

  @Test
  void aLineFitsATerminal() {
    TableReport report =
        TableReport.builder(ITEMS)
            .rows(1_000_000)
            .location(LOCATION)
            .refresh(new RefreshResult.NotServed("no catalog"))
            .freshnessLag(Duration.ofMillis(12_345))
            .timings(new TableReport.Timings(Duration.ofMillis(5_152), Duration.ofMillis(340)))
            .guarantee("inserts, updates, deletes and TRUNCATE, exactly once, by key")
            .build();

    assertThat(RunLine.of("retail.transaction_items", report))
        .isEqualTo(
            "synced retail.transaction_items rows=1000000 snapshot=12 catalog=none lag=12.3s"
                + " copy=5.2s refresh=0.3s")
        .hasSizeLessThan(120);
  }

  @Test
  void whatIsLeftComesLast() {
    TableReport report =
        TableReport.builder(ITEMS)
            .remaining(Remaining.BLOCKED)
            .blockedBy("pid 42, application report")
            .problem("A trigger is off.")
            .build();

    assertThat(RunLine.of("items", report))
        .isEqualTo(
            "synced items rows=0 remaining=blocked copy=0.0s refresh=0.0s"
                + " blocked_by=\"pid 42, application report\" problem=\"A trigger is off.\"");
  }

  @Test
  void aFailureIsASentence() {
    TableReport report =
        TableReport.builder(ITEMS)
            .failure(new NotAppliedException(Retry.SENSIBLE, "No answer.", null))
            .build();

    assertThat(RunLine.of("items", report)).isEqualTo("FAILED items: No answer.");
  }
}
