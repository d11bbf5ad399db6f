package io.lakehousesync.spi;

import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of one call of {@link SyncSource#cut}: a cut of all tables of a group, or batches of
 * tables whose backlog is too large for a cut. Immutable.
 */
public final class CutResult {
  private final Map<SyncTable, CopyResult> copies;
  private final Optional<Cut> cut;

  /** A committed cut. Immutable. */
  public static final class Cut {
    private final long id;
    private final Instant shows;
    private final Map<TableName, MetadataLocation> snapshots;
    private final Optional<MetadataLocation> record;

    private Cut(
        long id,
        Instant shows,
        Map<TableName, MetadataLocation> snapshots,
        Optional<MetadataLocation> record) {
      this.id = id;
      this.shows = Objects.requireNonNull(shows, "shows");
      this.snapshots = Map.copyOf(snapshots);
      this.record = record;
    }

    /**
     * Returns a cut that is not recorded.
     *
     * @param id the id of the cut. A later cut of the same group has a higher id, or the same id if
     *     no table has changed
     * @param shows a time on the host's clock, just before the snapshot
     * @param snapshots the metadata file of each Iceberg table that has exactly the rows of the
     *     cut. A table has no entry if its metadata file could not be read after the commit
     */
    public static Cut of(long id, Instant shows, Map<TableName, MetadataLocation> snapshots) {
      return new Cut(id, shows, snapshots, Optional.empty());
    }

    /**
     * Returns the same cut with the metadata file of {@link SyncGroup#cuts} that has the rows of
     * this cut.
     */
    public Cut recordedIn(MetadataLocation record) {
      return new Cut(id, shows, snapshots, Optional.of(record));
    }

    /** Returns the same cut at a later time, because no table has changed since. */
    public Cut at(Instant shows) {
      return new Cut(id, shows, snapshots, record);
    }

    /** Returns the id of the cut. */
    public long id() {
      return id;
    }

    /**
     * Returns a time on the host's clock, just before the snapshot. The Iceberg tables have every
     * captured change that was committed before this time, and no change that was committed after
     * the snapshot.
     */
    public Instant shows() {
      return shows;
    }

    /** Returns the metadata file of each Iceberg table that has exactly the rows of the cut. */
    public Map<TableName, MetadataLocation> snapshots() {
      return snapshots;
    }

    /**
     * Returns the metadata file of the table of cuts that has the rows of this cut; empty if cuts
     * are not recorded, or if the record could not be written after the commit.
     */
    public Optional<MetadataLocation> record() {
      return record;
    }
  }

  private CutResult(Map<SyncTable, CopyResult> copies, Optional<Cut> cut) {
    this.copies = Map.copyOf(copies);
    this.cut = cut;
  }

  /**
   * Returns the result of a cut.
   *
   * @param copies what the cut has copied of each table of the group
   */
  public static CutResult of(Cut cut, Map<SyncTable, CopyResult> copies) {
    return new CutResult(copies, Optional.of(cut));
  }

  /**
   * Returns the result of a call that has made no cut.
   *
   * @param copies what was copied of each table of the group. If a table has {@link
   *     CopyResult.Remaining#BLOCKED} or {@link CopyResult.Remaining#ELSEWHERE}, the group waits
   *     for the next run. Otherwise the next call continues
   */
  public static CutResult notYet(Map<SyncTable, CopyResult> copies) {
    return new CutResult(copies, Optional.empty());
  }

  /** Returns what was copied of each table. */
  public Map<SyncTable, CopyResult> copies() {
    return copies;
  }

  /** Returns the cut; empty if the tables are not at a cut yet. */
  public Optional<Cut> cut() {
    return cut;
  }
}
