package io.lakehousesync.postgres;

import io.lakehousesync.postgres.report.IcebergLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits beyond which an Iceberg table needs VACUUM. With the autovacuum of pg_lake 3.5, which
 * runs every ten minutes, a table that is written every few seconds stays within the defaults. If a
 * table exceeds a default limit, the autovacuum does not run, or is too slow. Immutable.
 *
 * @param smallFileBytes the size below which a data file counts as small. Default: 256 MiB, because
 *     pg_lake's VACUUM rewrites smaller files
 * @param smallFiles the number of small files. Default: 100. Each commit adds one small file. In a
 *     measurement, after 100 commits of 1,000 rows, a commit took three times as long
 * @param manifests the number of manifests. Default: 100. If a table has more, pg_lake merges them
 *     ({@code pg_lake_iceberg.manifest_min_count_to_merge})
 * @param metadataBytes the size of the metadata file. Default: 1 MiB. In this file, a snapshot
 *     needs 540 bytes. A snapshot is kept for 1,800 s ({@code pg_lake_iceberg.max_snapshot_age}),
 *     and then until the next VACUUM. With a commit each second, the snapshots of 1,800 s need
 *     about 1 MiB
 */
public record MaintenanceLimits(
    long smallFileBytes, long smallFiles, long manifests, long metadataBytes) {

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a limit is not positive
   */
  public MaintenanceLimits {
    requirePositive("smallFileBytes", smallFileBytes);
    requirePositive("smallFiles", smallFiles);
    requirePositive("manifests", manifests);
    requirePositive("metadataBytes", metadataBytes);
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be positive, got " + value);
    }
  }

  /** Returns the default limits. */
  public static MaintenanceLimits ofDefaults() {
    return new MaintenanceLimits(256L << 20, 100, 100, 1L << 20);
  }

  /** Returns these limits with another number of small files. */
  public MaintenanceLimits smallFiles(long smallFiles) {
    return new MaintenanceLimits(smallFileBytes, smallFiles, manifests, metadataBytes);
  }

  /** Returns these limits with another number of manifests. */
  public MaintenanceLimits manifests(long manifests) {
    return new MaintenanceLimits(smallFileBytes, smallFiles, manifests, metadataBytes);
  }

  /** Returns these limits with another size of the metadata file. */
  public MaintenanceLimits metadataBytes(long metadataBytes) {
    return new MaintenanceLimits(smallFileBytes, smallFiles, manifests, metadataBytes);
  }

  /** Returns which limits are exceeded and what to do, one text each. */
  List<String> exceededBy(IcebergLayout layout) {
    List<String> warnings = new ArrayList<>();
    if (layout.smallFiles() > smallFiles) {
      warnings.add(
          ("%d small data files, more than %d: commits, queries and refreshes become slower. VACUUM"
                  + " of the table merges them; check that pg_lake_iceberg.autovacuum is on.")
              .formatted(layout.smallFiles(), smallFiles));
    }
    if (layout.manifests() > manifests) {
      warnings.add(
          ("%d manifests, more than %d: each commit becomes slower. VACUUM of the table merges them"
                  + " if their number reaches pg_lake_iceberg.manifest_min_count_to_merge. A superuser can"
                  + " lower this setting.")
              .formatted(layout.manifests(), manifests));
    }
    if (layout.metadataBytes() > metadataBytes) {
      warnings.add(
          ("A metadata file of %d bytes with %d snapshots, more than %d bytes: each commit writes it,"
                  + " and each refresh reads it. VACUUM of the table expires snapshots that are older"
                  + " than pg_lake_iceberg.max_snapshot_age.")
              .formatted(layout.metadataBytes(), layout.snapshots(), metadataBytes));
    }
    return warnings;
  }
}
