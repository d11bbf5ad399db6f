package io.lakehousesync.postgres;

import static java.util.stream.Collectors.toMap;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.PgLakeSource.Copied;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.CutsTable;
import io.lakehousesync.postgres.internal.copy.GroupedHeap;
import io.lakehousesync.postgres.internal.sql.LockedSession;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.TableLock;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.tracking.ChangeCheck;
import io.lakehousesync.postgres.internal.tracking.ChangeDetector;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.CutResult.Cut;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Makes the cuts of groups. A cut is one REPEATABLE READ transaction, which copies at most one
 * batch of each table. If a table has more changes than one batch, the transaction is rolled back.
 * Then ordinary copies page the backlog of this table, and after that a cut is tried again.
 *
 * <p>The locks of all tables are held from before the snapshot until after the metadata files were
 * read. So no other copy changes a table between the snapshot and the COMMIT, and the metadata
 * files after the COMMIT are those of the cut.
 */
final class GroupCopy {
  /** How long a cut waits for a session that locks one of the heap tables. */
  private static final Duration WAIT_FOR_HEAP = Duration.ofSeconds(1);

  /** A transaction that has written nothing has no id yet. */
  private static final String ID_IF_WRITTEN = "SELECT pg_current_xact_id_if_assigned()::text";

  private static final String ID = "SELECT pg_current_xact_id()::text";

  private final DataSource dataSource;
  private final PgLakeSource source;
  private final ChangeDetector detector;
  private final Clock clock;
  private final Duration waitForOthers;

  private final CutRecorder recorder = new CutRecorder();

  /** The tables of each group that have to be copied alone before the next cut. */
  private final Map<SyncGroup, Set<SyncTable>> backlogs = new ConcurrentHashMap<>();

  GroupCopy(
      DataSource dataSource,
      PgLakeSource source,
      ChangeDetector detector,
      Clock clock,
      Duration waitForOthers) {
    this.dataSource = dataSource;
    this.source = source;
    this.detector = detector;
    this.clock = clock;
    this.waitForOthers = waitForOthers;
  }

  /** Returns why the tracking of a table does not work in a group; empty if it works. */
  static List<String> problems(SyncGroup group, SyncTable table) {
    return Tracker.of(table.tracking()).canBeInGroup()
        ? List.of()
        : List.of(
            ("%s cannot be in group %s: its tracking, %s, does not copy the rows of one snapshot."
                    + " Track it by xid() or comparison(), or take it out of the group.")
                .formatted(table.source(), group, table.tracking()));
  }

  /**
   * Makes a cut, or copies a batch of each table that has a backlog.
   *
   * @throws NotAppliedException if nothing was committed
   */
  CutResult cut(SyncGroup group) {
    Set<SyncTable> backlog = backlogs.remove(group);
    return backlog == null ? attempt(group) : page(group, backlog);
  }

  private CutResult page(SyncGroup group, Set<SyncTable> backlog) {
    Map<SyncTable, CopyResult> copies = new HashMap<>();
    Set<SyncTable> left = new LinkedHashSet<>();
    for (SyncTable table : backlog) {
      CopyResult result = source.copy(table);
      if (result.remaining() == CopyResult.Remaining.READY) {
        left.add(table);
      }
      copies.put(table, result);
    }
    if (!left.isEmpty()) {
      backlogs.put(group, left);
    }
    return notYet(group, copies);
  }

  /** Returns the result of a call without a cut. All tables still wait for the cut. */
  private static CutResult notYet(SyncGroup group, Map<SyncTable, CopyResult> copies) {
    group.tables().forEach(table -> copies.putIfAbsent(table, CopyResult.more(0)));
    copies.replaceAll(
        (table, result) ->
            result.remaining() == CopyResult.Remaining.NONE
                ? CopyResult.more(result.rows())
                : result);
    return CutResult.notYet(copies);
  }

  private CutResult attempt(SyncGroup group) {
    String what = "Cut of group " + group;
    List<SyncTable> tables =
        group.tables().stream()
            .sorted(Comparator.comparing(table -> table.target().toString()))
            .toList();
    Map<SyncTable, Optional<ChangeCheck>> before = new HashMap<>();
    tables.forEach(table -> before.put(table, detector.beforeCopy(table)));
    try (LockedSession session =
        LockedSession.open(dataSource, what, CutRecorder.written(group), waitForOthers)) {
      if (session.holder().isPresent()) {
        CopyResult waits = waitsFor(session.holder().get());
        return CutResult.notYet(tables.stream().collect(toMap(table -> table, table -> waits)));
      }
      Transferred transferred =
          session.runInOneSnapshot(
              tables,
              WAIT_FOR_HEAP,
              clock,
              (connection, shows) -> transfer(connection, shows, group, tables));
      Map<SyncTable, CopyResult> copies = new HashMap<>();
      transferred
          .copied()
          .forEach(
              (table, copied) ->
                  copies.put(
                      table,
                      source.committed(
                          table, copied, before.getOrDefault(table, Optional.empty()))));
      return CutResult.of(
          transferred
              .unchanged()
              .orElseGet(
                  () ->
                      recorder.record(session, what, group, transferred.id(), transferred.shows())),
          copies);
    } catch (BacklogException e) {
      backlogs.put(group, new LinkedHashSet<>(e.tables));
      return notYet(group, new HashMap<>());
    } catch (SQLException e) {
      throw Transactions.notApplied(what, e);
    }
  }

  private static CopyResult waitsFor(TableLock.Holder holder) {
    return holder.copies()
        ? CopyResult.elsewhere(holder.description())
        : CopyResult.blocked(0, holder.description());
  }

  /**
   * What the transaction of a cut has done.
   *
   * @param unchanged the last cut, if the transaction has written nothing and the tables are still
   *     at that cut
   */
  private record Transferred(
      long id, Instant shows, Map<SyncTable, Copied> copied, Optional<Cut> unchanged) {}

  /**
   * Copies all tables up to the snapshot of the transaction.
   *
   * <p>Tables that are compared come first, because the copies of the others change settings of the
   * planner for the rest of the transaction.
   */
  private Transferred transfer(
      Connection connection, Instant shows, SyncGroup group, List<SyncTable> tables)
      throws SQLException {
    Optional<CutsTable> cuts = CutRecorder.table(group);
    if (cuts.isPresent()) {
      Preconditions.requireNone("Cut of group " + group, cuts.get().problems(connection));
    }
    Clock atSnapshot = Clock.fixed(shows, ZoneOffset.UTC);
    Map<SyncTable, CopyTask> tasks = new LinkedHashMap<>();
    for (SyncTable table : byTracking(tables)) {
      Preconditions.requireNone(table, GroupedHeap.problems(connection, table));
      tasks.put(table, source.task(connection, table, atSnapshot));
    }
    List<SyncTable> backlog = new ArrayList<>();
    for (CopyTask task : tasks.values()) {
      if (!tracker(task).isReadyForCut(task)) {
        backlog.add(task.table());
      }
    }
    requireNone(backlog);
    Map<SyncTable, Copied> copied = new HashMap<>();
    for (CopyTask task : tasks.values()) {
      Copied copy = source.copy(task, tracker(task));
      if (copy.result().remaining() != CopyResult.Remaining.NONE) {
        requireNone(List.of(task.table()));
      }
      copied.put(task.table(), copy);
    }
    for (SyncTable table : tables) {
      GroupedHeap.requireSamePartitions(connection, table);
    }
    if (Queries.value(connection, ID_IF_WRITTEN).isEmpty()) {
      Optional<Cut> unchanged = recorder.stillThere(connection, group);
      if (unchanged.isPresent()) {
        Cut later = unchanged.get().at(shows);
        return new Transferred(later.id(), shows, copied, Optional.of(later));
      }
    }
    long id = Long.parseLong(Queries.value(connection, ID).orElseThrow());
    if (cuts.isPresent()) {
      cuts.get().add(connection, group, id, shows);
    }
    return new Transferred(id, shows, copied, Optional.empty());
  }

  private static List<SyncTable> byTracking(List<SyncTable> tables) {
    return tables.stream()
        .sorted(Comparator.comparing(table -> table.tracking().kind() != Kind.COMPARISON))
        .toList();
  }

  private static Tracker tracker(CopyTask task) {
    return Tracker.of(task.table().tracking());
  }

  private static void requireNone(List<SyncTable> backlog) {
    if (!backlog.isEmpty()) {
      throw new BacklogException(backlog);
    }
  }

  /** Rolls the transaction back, because tables have more changes than one batch. */
  private static final class BacklogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SyncTable> tables;

    BacklogException(List<SyncTable> tables) {
      super("Tables have to be copied alone before the cut: " + tables, null, false, false);
      this.tables = tables;
    }
  }
}
