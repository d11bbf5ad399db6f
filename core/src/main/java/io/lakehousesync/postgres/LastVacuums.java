package io.lakehousesync.postgres;

import io.lakehousesync.TableName;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How tables lay after their last VACUUM, to tell when another one can do more. Thread-safe. */
final class LastVacuums {
  /**
   * By default pg_lake expires snapshots that are older than this ({@code
   * pg_lake_iceberg.max_snapshot_age}), so that VACUUM may do more with no new commit.
   */
  private static final Duration SNAPSHOTS_EXPIRE = Duration.ofMinutes(30);

  private final Map<TableName, IcebergLayout> best = new ConcurrentHashMap<>();

  LastVacuums() {}

  /** A VACUUM has been done. */
  void done(TableName table, IcebergLayout after) {
    best.put(table, after);
  }

  /** Whether a table is no worse than a VACUUM has left it, so that another one would not help. */
  boolean isAsLeft(TableName table, IcebergLayout now) {
    IcebergLayout last = best.get(table);
    if (last == null || isWorse(now, last) || canExpire(now, last)) {
      return false;
    }
    if (isWorse(last, now)) {
      // What the VACUUM did was not to be seen at once.
      best.put(table, now);
    }
    return true;
  }

  private static boolean isWorse(IcebergLayout one, IcebergLayout other) {
    return one.smallFiles() > other.smallFiles()
        || one.manifests() > other.manifests()
        || one.snapshots() > other.snapshots();
  }

  private static boolean canExpire(IcebergLayout now, IcebergLayout last) {
    return now.snapshots() > 1
        && Duration.between(last.at(), now.at()).compareTo(SNAPSHOTS_EXPIRE) >= 0;
  }
}
