package io.lakehousesync;

import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A cut of a group: one PostgreSQL transaction has copied all of its tables up to one snapshot. Its
 * {@link #toString()} is one line for a log. Immutable.
 */
public final class CutReport {
  private final SyncGroup group;
  private final CutResult.Cut cut;
  private final boolean served;
  private final boolean published;

  /**
   * Creates a report.
   *
   * @param served whether the catalog serves each table of the group at the cut or later
   * @param published whether the catalog serves the record of the cut
   */
  CutReport(SyncGroup group, CutResult.Cut cut, boolean served, boolean published) {
    this.group = group;
    this.cut = cut;
    this.served = served;
    this.published = published;
  }

  /** Returns the group. */
  public SyncGroup group() {
    return group;
  }

  /**
   * Returns the id of the cut. A later cut of the same group has a higher id, as long as the
   * PostgreSQL cluster is the same. If no table has changed since the last cut of this sync, the id
   * is that of the last cut, and {@link #shows} is later.
   */
  public long id() {
    return cut.id();
  }

  /**
   * Returns the time that the cut shows, on the host's clock, just before its snapshot. The Iceberg
   * tables have every captured change that was committed before this time. They have no change that
   * was committed after the snapshot.
   */
  public Instant shows() {
    return cut.shows();
  }

  /**
   * Returns the metadata file of each Iceberg table at this cut. A reader that opens these files
   * reads all tables at the cut, even if a later cut has been committed since. A table has no entry
   * if its metadata file could not be read after the commit.
   */
  public Map<TableName, MetadataLocation> snapshots() {
    return cut.snapshots();
  }

  /** Returns the metadata file of one Iceberg table at this cut; empty if it is not known. */
  public Optional<MetadataLocation> snapshot(TableName icebergTable) {
    return Optional.ofNullable(cut.snapshots().get(icebergTable));
  }

  /**
   * Returns whether the catalog has confirmed that it serves each table at this cut or at a later
   * snapshot.
   */
  public boolean served() {
    return served;
  }

  /**
   * Returns whether the catalog has confirmed that it serves the record of this cut or of a later
   * cut ({@link SyncGroup#recordCutsIn}). The catalog is refreshed to the record only after it has
   * confirmed all tables of the group. If this fails, the next run of the group tries again.
   */
  public boolean published() {
    return published;
  }

  @Override
  public String toString() {
    Map<String, String> files = new TreeMap<>();
    cut.snapshots().forEach((table, location) -> files.put(table.toString(), location.fileName()));
    return Printable.escape(
        "cut %d of group %s shows=%s served=%s%s snapshots=%s"
            .formatted(
                id(),
                group,
                shows(),
                served,
                group.cuts().isPresent() ? " published=" + published : "",
                files.entrySet().stream()
                    .map(file -> file.getKey() + "=" + file.getValue())
                    .collect(Collectors.joining(",", "{", "}"))));
  }
}
