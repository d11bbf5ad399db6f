package io.lakehousesync.postgres;

import io.lakehousesync.TableName;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How tables lay after their last VACUUM, to tell when another one can do more. Thread-safe. */
final class LastVacuums {
  /**
   * By default pg_lake expires snapshots that are older than this ({@code
   * pg_lake_iceberg.max_snapshot_age}), so that a table may need VACUUM with no new commit.
   */
  private static final Duration SNAPSHOTS_EXPIRE = Duration.ofSeconds(1800);

  private final Map<TableName, IcebergLayout> layouts = new ConcurrentHashMap<>();

  LastVacuums() {}

  void done(TableName table, IcebergLayout after) {
    layouts.put(table, after);
  }

  /** Whether a VACUUM was done and nothing was committed since that another one could work on. */
  boolean isLeft(TableName table, IcebergLayout now) {
    IcebergLayout last = layouts.get(table);
    return last != null
        && last.location().equals(now.location())
        && (now.snapshots() <= 1
            || Duration.between(last.at(), now.at()).compareTo(SNAPSHOTS_EXPIRE) < 0);
  }
}
