package io.lakehousesync.postgres.internal.maintenance;

import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.table.TableName;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers the layout of tables after their last VACUUM, to decide whether another VACUUM can
 * help. Thread-safe.
 */
public final class VacuumHistory {
  /**
   * The age at which pg_lake expires snapshots by default ({@code
   * pg_lake_iceberg.max_snapshot_age}). After this time, another VACUUM may help even without a new
   * commit.
   */
  private static final Duration SNAPSHOTS_EXPIRE = Duration.ofMinutes(30);

  private final Map<TableName, IcebergLayout> best = new ConcurrentHashMap<>();

  /** Creates an empty history. */
  public VacuumHistory() {}

  /** Remembers the layout after a VACUUM. */
  public void done(TableName table, IcebergLayout after) {
    best.put(table, after);
  }

  /**
   * Returns whether the present layout is at least as good as the layout after the last VACUUM, and
   * pg_lake can expire no snapshot. If so, another VACUUM would not help.
   */
  public boolean isNoWorse(TableName table, IcebergLayout now) {
    IcebergLayout last = best.get(table);
    if (last == null || isWorse(now, last) || canExpire(now, last)) {
      return false;
    }
    if (isWorse(last, now)) {
      // The effect of the VACUUM was not visible at once.
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
