package io.lakehousesync.postgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.report.VacuumResult.Failed;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintenanceReportTest {
  private static final SyncTable TABLE = SyncTable.of("t", "lake");
  private static final Failed FAILED =
      new Failed(new NotAppliedException(Retry.SENSIBLE, "S3 is down. Nothing was changed.", null));

  @Test
  void aFailedCheckDoesNotSayThatVacuumWasNeeded() {
    MaintenanceReport report = MaintenanceReport.builder(TABLE, FAILED).build();

    assertThat(report.neededVacuum()).isFalse();
    assertThat(report.needsAttention()).isTrue();
  }

  @Test
  void aVacuumThatCouldNotBeSentWasNeeded() {
    MaintenanceReport report =
        MaintenanceReport.builder(TABLE, FAILED).warnings(List.of("100 small files")).build();

    assertThat(report.neededVacuum()).isTrue();
    assertThat(report.needsAttention()).isTrue();
  }
}
