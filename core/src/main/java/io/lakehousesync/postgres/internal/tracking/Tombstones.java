package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.ChangeQueue;
import io.lakehousesync.postgres.internal.capture.XidObjects;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.KeyBatch;
import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.ChangeTracking.Kind;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The keys that were removed from the heap table. The triggers of {@link XidObjects} store each of
 * these keys with the id of the transaction that removed it.
 */
record Tombstones(CopyTask task, XidObjects objects) {
  /** Without the alias, ORDER BY would sort by the text of the id. */
  private static final String KEYS =
      """
      SELECT sync_xid::text AS id{key} FROM {tombstones}
      WHERE NOT truncated AND ({ranges}) AND {after}
      ORDER BY sync_xid FETCH FIRST {rows} ROWS WITH TIES
      """;

  /**
   * Returns FORGED or UNNAMED. If there are removals of both kinds, returns UNNAMED, which sorts
   * last.
   */
  private static final String REMOVALS =
      """
      SELECT CASE WHEN truncated AND {isForged} THEN 'FORGED' ELSE 'UNNAMED' END AS removals
      FROM {tombstones} WHERE (truncated{unnamed}) AND ({ranges})
      ORDER BY removals DESC LIMIT 1
      """;

  /**
   * Deletes the tombstones that no target of the heap table needs any more. The ids of these
   * tombstones are below the oldest transaction that a target still has to copy. Skips tombstones
   * that another copy deletes at the same time, so that no copy waits for another.
   */
  private static final String PRUNE =
      """
      DELETE FROM {tombstones} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM {tombstones}
        WHERE sync_xid < (SELECT min(pg_snapshot_xmin(position::pg_snapshot)) FROM {checkpoints}
                          WHERE source_oid = {heap} AND tracking LIKE '{kind}:%')
        FOR UPDATE SKIP LOCKED))
      """;

  static Tombstones of(CopyTask task, String column) {
    return new Tombstones(task, new XidObjects(task.table(), task.columns(), column));
  }

  /**
   * The keys of one page.
   *
   * @param last the last transaction of the page; empty if the page has all remaining keys
   * @param keys the keys whose rows were not replaced yet
   * @param replaced how many rows the page has inserted already
   */
  record Page(Optional<BigInteger> last, KeyBatch keys, long replaced) {}

  /** The removals whose keys are not known. */
  enum Removals {
    NONE,
    /**
     * A TRUNCATE is recorded, but it did not happen. Every role may insert into the table of
     * tombstones.
     */
    FORGED,
    /** A TRUNCATE, or rows that were removed when other columns were the key. */
    UNNAMED
  }

  /**
   * Returns which removals without a key have ended between two snapshots.
   *
   * <p>A TRUNCATE gives the table a new file, and removes all rows that the earlier snapshot sees:
   * if a row was committed before this snapshot, it was written before the TRUNCATE, which locks
   * the table until it commits. The triggers of a partitioned table record no TRUNCATE.
   *
   * @param newFile whether the table has another file than at the earlier snapshot
   */
  Removals unnamed(PgSnapshot before, PgSnapshot now, boolean newFile) throws SQLException {
    List<XidRange> ranges = XidRange.between(before, now);
    if (ranges.isEmpty()) {
      return Removals.NONE;
    }
    String sql =
        SqlTemplate.of(REMOVALS)
            .with(
                "isForged",
                newFile && !task.columns().ownTriggers().partitioned() ? hasRowsOf(before) : "true")
            .with("tombstones", objects.tombstones())
            .with(
                "unnamed",
                objects.keyColumns().stream()
                    .map(" OR %s IS NULL"::formatted)
                    .collect(Collectors.joining()))
            .with("ranges", XidRange.condition("sync_xid", ranges))
            .sql();
    return Queries.value(task.connection(), sql).map(Removals::valueOf).orElse(Removals.NONE);
  }

  /** Returns whether the heap table has rows that the snapshot sees. */
  boolean hasRows(PgSnapshot snapshot) throws SQLException {
    return Queries.value(task.connection(), "SELECT 'yes' WHERE " + hasRowsOf(snapshot))
        .isPresent();
  }

  private String hasRowsOf(PgSnapshot snapshot) {
    return SqlTemplate.of(
            """
            EXISTS (SELECT FROM {heap} AS r WHERE r.{column} < '{end}'::xid8
                      AND pg_visible_in_snapshot(r.{column}, '{snapshot}'))""")
        .with("heap", Sql.table(task.table().source()))
        .with("column", Sql.identifier(objects.column()))
        .with("end", snapshot.xmax().toString())
        .with("snapshot", snapshot.text())
        .sql();
  }

  /**
   * Reads the next page of keys, in the order of the transactions. A page has all keys of its
   * transactions. If these transactions have more keys than the host may hold, this method replaces
   * the rows of the first keys before it reads further keys.
   *
   * @param after the last transaction of the previous page; empty for the first page
   */
  Page page(List<XidRange> ranges, Optional<BigInteger> after) throws SQLException {
    List<String> key = task.columns().key(task.table());
    KeyBatch keys = new KeyBatch(key);
    if (ranges.isEmpty()) {
      return new Page(Optional.empty(), keys, 0);
    }
    int limit = task.size().keys();
    String sql =
        SqlTemplate.of(KEYS)
            .with(
                "key",
                objects.keyColumns().stream()
                    .map(name -> ", " + name)
                    .collect(Collectors.joining()))
            .with("tombstones", objects.tombstones())
            .with("ranges", XidRange.condition("sync_xid", ranges))
            .with("after", after.map(id -> "sync_xid > '%s'::xid8".formatted(id)).orElse("true"))
            .with("rows", limit)
            .sql();
    BigInteger last = BigInteger.ZERO;
    long found = 0;
    long replaced = 0;
    IcebergTableWriter iceberg = new IcebergTableWriter(task);
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      statement.setFetchSize(KeyBatch.FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (keys.isFull(limit)) {
            replaced += iceberg.replace(keys.distinct());
            keys = new KeyBatch(key);
          }
          found++;
          last = new BigInteger(rows.getString(1));
          keys.add(rows, 2);
        }
      }
    }
    return new Page(found < limit ? Optional.empty() : Optional.of(last), keys, replaced);
  }

  /** Deletes the tombstones that no target of the heap table needs any more. */
  void prune() throws SQLException {
    try (Statement statement = task.connection().createStatement()) {
      statement.execute(
          SqlTemplate.of(PRUNE)
              .with("tombstones", objects.tombstones())
              .with("checkpoints", Checkpoints.TABLE)
              .with("heap", task.columns().heapOid())
              .with("kind", Kind.XID.id())
              .sql());
    }
  }

  /**
   * Returns a query for the keys that were removed after this snapshot. The next copy deletes or
   * replaces their rows. The query has the columns of {@link ChangeQueue#columns}.
   */
  String since(PgSnapshot snapshot) {
    List<String> found = objects.keyColumns();
    List<String> queued = ChangeQueue.columns(found);
    return SqlTemplate.of(
            "SELECT {key} FROM {tombstones} WHERE NOT truncated AND NOT pg_visible_in_snapshot(sync_xid, '{snapshot}')")
        .with(
            "key",
            IntStream.range(0, found.size())
                .mapToObj(i -> "%s AS %s".formatted(found.get(i), queued.get(i)))
                .collect(Collectors.joining(", ")))
        .with("tombstones", objects.tombstones())
        .with("snapshot", snapshot.text())
        .sql();
  }
}
