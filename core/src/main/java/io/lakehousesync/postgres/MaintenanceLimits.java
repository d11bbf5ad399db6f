package io.lakehousesync.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * From when on an Iceberg table needs VACUUM. The defaults are what pg_lake 3.5 lets come together
 * when its own autovacuum runs, every ten minutes, over a table that is written every few seconds:
 * beyond them it does not run, or does not keep up. Immutable.
 *
 * @param smallFileBytes a data file below this is small. Default: 256 MiB, below which pg_lake's
 *     VACUUM rewrites a file
 * @param smallFiles more small files than this are too many. Default: 100. One comes with each
 *     commit; over 100 commits of 1,000 rows, a commit became three times as slow
 * @param manifests more manifests than this are too many. Default: 100, where pg_lake begins to
 *     merge them ({@code pg_lake_iceberg.manifest_min_count_to_merge})
 * @param metadataBytes a longer metadata file is too long. Default: 1 MiB. A snapshot takes 540
 *     bytes and stays for 1,800 s ({@code pg_lake_iceberg.max_snapshot_age}) and until the next
 *     VACUUM, so that with a commit each second it is about 1 MiB
 */
public record MaintenanceLimits(
    long smallFileBytes, long smallFiles, long manifests, long metadataBytes) {

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is not positive
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

  /** All defaults. */
  public static MaintenanceLimits ofDefaults() {
    return new MaintenanceLimits(256L << 20, 100, 100, 1L << 20);
  }

  /** These limits, with another one for the number of small files. */
  public MaintenanceLimits smallFiles(long smallFiles) {
    return new MaintenanceLimits(smallFileBytes, smallFiles, manifests, metadataBytes);
  }

  /** These limits, with another one for the number of manifests. */
  public MaintenanceLimits manifests(long manifests) {
    return new MaintenanceLimits(smallFileBytes, smallFiles, manifests, metadataBytes);
  }

  /** These limits, with another one for the length of the metadata file. */
  public MaintenanceLimits metadataBytes(long metadataBytes) {
    return new MaintenanceLimits(smallFileBytes, smallFiles, manifests, metadataBytes);
  }

  /** What is beyond them, a sentence each with the cure; empty if nothing is. */
  List<String> exceededBy(IcebergLayout layout) {
    List<String> warnings = new ArrayList<>();
    if (layout.smallFiles() > smallFiles) {
      warnings.add(
          ("%d small data files, more than %d: commits, queries and refreshes become slower. VACUUM"
                  + " of the table makes one of them; see that pg_lake_iceberg.autovacuum is on.")
              .formatted(layout.smallFiles(), smallFiles));
    }
    if (layout.manifests() > manifests) {
      warnings.add(
          ("%d manifests, more than %d: each commit becomes slower. VACUUM of the table merges them"
                  + " from pg_lake_iceberg.manifest_min_count_to_merge on, which a superuser may"
                  + " lower.")
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
