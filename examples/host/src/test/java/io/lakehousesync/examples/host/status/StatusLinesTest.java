package io.lakehousesync.examples.host.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.host.status.TableStatus.Standing;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusLinesTest {
  private static final SyncTable ITEMS =
      SyncTable.of("retail.transaction_items", "retail.iceberg_transaction_items");
  private static final SyncTable STORES = SyncTable.of("retail.stores", "retail.iceberg_stores");

  @Test
  void problemsComeFirstInAlignedColumns() {
    assertThat(
            lines(
                status(STORES, 7, 7, Standing.CURRENT, Optional.empty()),
                status(ITEMS, 120, 118, Standing.BEHIND, Optional.empty())))
        .containsExactly(
            "TABLE                     STANDING     COMMITTED  SERVED  COPIED  LAG  LAST ERROR",
            "retail.transaction_items  behind by 2  120        118     -       -    -",
            "retail.stores             current      7          7       -       -    -");
  }

  @Test
  void aSharedReasonIsListedOnce() {
    assertThat(
            lines(
                status(STORES, 7, 7, Standing.UNKNOWN, Optional.of("refused")),
                status(ITEMS, 7, 7, Standing.UNKNOWN, Optional.of("refused"))))
        .hasSize(4)
        .last()
        .isEqualTo("cannot query the catalog: refused");
  }

  private static List<String> lines(TableStatus... tables) {
    return StatusLines.of(List.of(tables), Instant.EPOCH);
  }

  private static TableStatus status(
      SyncTable table, int committed, int served, Standing standing, Optional<String> problem) {
    return new TableStatus(
        table,
        Optional.empty(),
        Optional.of(location(committed)),
        Optional.of(location(served)),
        standing,
        problem,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static MetadataLocation location(int version) {
    return new MetadataLocation(
        "s3://lake/t/metadata/%05d-3f2504e0-4f89-11d3-9a0c-0305e82c3301.metadata.json"
            .formatted(version));
  }
}
