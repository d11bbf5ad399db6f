package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.spi.MetadataLocation;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MaintenanceLimitsTest {
  private static IcebergLayout layout(long smallFiles, long manifests, long metadataBytes) {
    return new IcebergLayout(
        new MetadataLocation("s3://lake/t/metadata/00001-a.metadata.json"),
        smallFiles,
        smallFiles,
        0,
        1000,
        manifests,
        7,
        metadataBytes,
        Instant.EPOCH);
  }

  @Test
  void noWarningUpToTheLimits() {
    assertThat(MaintenanceLimits.ofDefaults().exceededBy(layout(100, 100, 1 << 20))).isEmpty();
  }

  @Test
  void eachExceededLimitIsAWarningWithItsCure() {
    assertThat(MaintenanceLimits.ofDefaults().exceededBy(layout(101, 102, (1 << 20) + 1)))
        .satisfiesExactly(
            files ->
                assertThat(files)
                    .startsWith("101 small data files, more than 100: ")
                    .contains("pg_lake_iceberg.autovacuum"),
            manifests ->
                assertThat(manifests)
                    .startsWith("102 manifests, more than 100: ")
                    .contains("manifest_min_count_to_merge"),
            metadata ->
                assertThat(metadata)
                    .startsWith(
                        "A metadata file of 1048577 bytes with 7 snapshots, more than 1048576 bytes")
                    .contains("max_snapshot_age"));
  }

  @Test
  void limitsCanBeChanged() {
    MaintenanceLimits limits =
        MaintenanceLimits.ofDefaults().smallFiles(3).manifests(4).metadataBytes(5);

    assertThat(limits.exceededBy(layout(3, 4, 5))).isEmpty();
    assertThat(limits.exceededBy(layout(4, 5, 6))).hasSize(3);
  }

  @Test
  void limitsMustBePositive() {
    assertThatThrownBy(() -> MaintenanceLimits.ofDefaults().smallFiles(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("smallFiles must be positive, got 0");
  }
}
