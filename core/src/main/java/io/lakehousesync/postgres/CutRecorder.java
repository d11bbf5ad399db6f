package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.internal.copy.CutsTable;
import io.lakehousesync.postgres.internal.sql.LockedSession;
import io.lakehousesync.spi.CutResult.Cut;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.PrintableThrowable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the metadata files of a committed cut, and records the cut in the table of cuts. Remembers
 * the last cut of each group. Thread-safe.
 */
final class CutRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(CutRecorder.class);

  /** How often the rows of old cuts are deleted. */
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private final Map<SyncGroup, Cut> last = new ConcurrentHashMap<>();
  private final Map<SyncGroup, Instant> forgotten = new ConcurrentHashMap<>();

  static Optional<CutsTable> table(SyncGroup group) {
    return group.cuts().map(table -> new CutsTable(table.target()));
  }

  /** Returns the Iceberg tables that a cut writes, with the table of cuts. */
  static List<TableName> written(SyncGroup group) {
    List<TableName> written = new ArrayList<>(targets(group));
    group.cuts().ifPresent(table -> written.add(table.target()));
    return written;
  }

  private static List<TableName> targets(SyncGroup group) {
    return group.tables().stream().map(SyncTable::target).toList();
  }

  /**
   * Returns the last cut of this group by this object, if the Iceberg tables are still at it. The
   * caller holds the locks of the tables.
   */
  Optional<Cut> stillThere(Connection connection, SyncGroup group) throws SQLException {
    Cut known = last.get(group);
    return known != null && known.snapshots().equals(locate(connection, targets(group)))
        ? Optional.of(known)
        : Optional.empty();
  }

  /**
   * Finds the metadata files of a cut that was committed by this session, and records them. If this
   * fails, the cut is still committed.
   */
  Cut record(LockedSession session, String what, SyncGroup group, long id, Instant shows) {
    last.remove(group);
    Map<TableName, MetadataLocation> snapshots = new HashMap<>();
    try {
      snapshots.putAll(session.run(connection -> locate(connection, targets(group))));
      Cut cut = recorded(session, group, Cut.of(id, shows, snapshots));
      last.put(group, cut);
      return cut;
    } catch (SQLException | LakehouseSyncException e) {
      LOG.warn(
          "{}: the cut {} is committed, but its metadata files could not be {}.",
          what,
          id,
          snapshots.isEmpty() ? "read" : "recorded",
          PrintableThrowable.of(e));
      return Cut.of(id, shows, snapshots);
    }
  }

  private Cut recorded(LockedSession session, SyncGroup group, Cut cut) throws SQLException {
    Optional<CutsTable> cuts = table(group);
    if (cuts.isEmpty()) {
      return cut;
    }
    session.run(connection -> add(connection, cuts.get(), group, cut));
    // The location of the table changes with the COMMIT of the rows.
    MetadataLocation record =
        session
            .run(connection -> locate(connection, List.of(cuts.get().name())))
            .get(cuts.get().name());
    return record == null ? cut : cut.recordedIn(record);
  }

  private boolean add(Connection connection, CutsTable cuts, SyncGroup group, Cut cut)
      throws SQLException {
    cuts.add(connection, group, cut.id(), cut.shows(), cut.snapshots());
    Instant before = forgotten.get(group);
    if (before == null || before.plus(FORGET_EVERY).isBefore(cut.shows())) {
      cuts.forget(connection, group, cut.shows());
      forgotten.put(group, cut.shows());
    }
    return true;
  }

  private static Map<TableName, MetadataLocation> locate(
      Connection connection, List<TableName> tables) throws SQLException {
    Map<TableName, MetadataLocation> found = new HashMap<>();
    IcebergTablesLocator.locate(connection, tables)
        .forEach((table, located) -> located.location().ifPresent(file -> found.put(table, file)));
    return found;
  }
}
