package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.Checkpoint;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapState;
import io.lakehousesync.postgres.internal.copy.HeapState.Relation;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows that tracking by an ordered column would never copy, because their values are not
 * above the copied values. Such rows come with an attached partition. They also come after a
 * TRUNCATE, if the values begin again at the start.
 *
 * <p>If the file node is new, the table was truncated, or it was rewritten, for example by VACUUM
 * FULL. The transaction ids of the rows show what happened:
 *
 * <ul>
 *   <li>After VACUUM FULL, some rows have ids of transactions that had ended before the last copy.
 *   <li>After ALTER TABLE, all rows have the id of the transaction that changed the column.
 *   <li>After a TRUNCATE, no row has an id of any of these transactions.
 * </ul>
 */
record OrderedRows(CopyTask task, String column) {
  private static final String SEEN = "seen:";

  private static final String ROWS =
      """
      SELECT 'yes' FROM {heap} AS r
      CROSS JOIN (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS lakehouse_sync_next) AS s
      WHERE {isInRelation} AND {condition} LIMIT 1
      """;

  /**
   * A condition that is true if a rewrite has kept the row. The condition computes all 64 bits of
   * the row's transaction id, because a row stores only the lower 32 bits.
   */
  private static final String KEPT =
      """
      (s.lakehouse_sync_next - mod(s.lakehouse_sync_next - r.xmin::text::bigint, 4294967296) < {seen}
       OR r.xmin IN (SELECT a.xmin FROM pg_attribute AS a WHERE a.attrelid = {relation}))""";

  /** Returns the SQL expression for the present {@link HeapState}. */
  static String stateSql(String heapOid, String column) {
    return HeapState.sql(heapOid, column);
  }

  /**
   * Compares the table with the last checkpoint. Call this method after the goal was read.
   *
   * @return what the next checkpoint stores for the next comparison
   * @throws io.lakehousesync.exceptions.NotAppliedException if there may be rows that would never
   *     be copied
   */
  List<String> check(Optional<Checkpoint> stored) throws SQLException {
    List<String> seen =
        new ArrayList<>(
            Queries.values(
                task.connection(),
                "SELECT 'seen:' || pg_snapshot_xmin(pg_current_snapshot())::text"));
    HeapState now = HeapState.read(task, stateSql(task.columns().heapOid(), column));
    Optional<HeapState> before = stored.flatMap(HeapState::of);
    if (before.isPresent() && stored.isPresent() && !stored.get().position().isEmpty()) {
      if (!now.hasSameColumn(before.get())) {
        throw Checkpoints.newBaseline(
            task.table(),
            "is older than the tracking's column: column %s was dropped and added again"
                .formatted(Sql.identifier(column)));
      }
      return compare(before.get(), now, stored.get(), seen);
    }
    seen.addAll(now.entries());
    return seen;
  }

  private List<String> compare(
      HeapState before, HeapState now, Checkpoint stored, List<String> seen) throws SQLException {
    Map<String, Relation> known = before.relations();
    boolean unsettled = false;
    for (Map.Entry<String, Relation> relation : now.relations().entrySet()) {
      @Nullable Relation last = known.get(relation.getKey());
      if (last == null || isAttachedAgain(last, relation.getValue())) {
        requireNoneBelow(relation.getKey(), stored.position());
      } else if (!last.equals(relation.getValue())) {
        unsettled |= !isContinued(relation.getKey(), stored);
      }
    }
    if (unsettled) {
      // The table is empty. Its next rows show whether their values continue or begin again.
      return stored.progress().stream()
          .filter(text -> text.startsWith(SEEN) || before.entries().contains(text))
          .toList();
    }
    seen.addAll(now.entries());
    return seen;
  }

  /** Rows may have been written while the partition was detached. */
  private static boolean isAttachedAgain(Relation last, Relation now) {
    return last.hasMarks() && !last.marks().equals(now.marks());
  }

  private void requireNoneBelow(String oid, String position) throws SQLException {
    if (has(oid, upTo(position))) {
      throw Checkpoints.newBaseline(
          task.table(),
          ("does not cover all rows: partition %s was attached with values of %s that are not above"
                  + " the last one that was copied")
              .formatted(HeapState.name(task, oid), Sql.identifier(column)));
    }
  }

  /**
   * Returns whether the values of a truncated or rewritten table continue above the copied values.
   * For an empty table, this method returns false, because only the next rows will show this.
   */
  private boolean isContinued(String oid, Checkpoint stored) throws SQLException {
    String upTo = upTo(stored.position());
    Optional<String> seen =
        stored.progress().stream().filter(text -> text.startsWith(SEEN)).findFirst();
    String kept =
        SqlTemplate.of(KEPT)
            .with("seen", seen.map(text -> text.substring(SEEN.length())).orElse("0"))
            .with("relation", oid)
            .sql();
    if (has(oid, upTo + " AND " + kept)) {
      return true;
    }
    if (has(oid, upTo)) {
      throw Checkpoints.newBaseline(
          task.table(),
          ("does not cover all rows: %s was truncated or rewritten. Its values of %s began again below"
                  + " the last copied one, or all of its rows are newer than the last copy")
              .formatted(HeapState.name(task, oid), Sql.identifier(column)));
    }
    return has(oid, "true");
  }

  private String upTo(String position) {
    return "r." + OrderedTracker.compare(task, column, "<=", position);
  }

  private boolean has(String oid, String condition) throws SQLException {
    String sql =
        SqlTemplate.of(ROWS)
            .with("heap", Sql.table(task.table().source()))
            .with("isInRelation", HeapState.isIn(task, oid))
            .with("condition", condition)
            .sql();
    return Queries.value(task.connection(), sql).isPresent();
  }
}
