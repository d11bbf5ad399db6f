package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.MarkerObjects;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapState;
import io.lakehousesync.postgres.internal.copy.HeapState.Relation;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.KeyBatch;
import io.lakehousesync.postgres.internal.copy.TableWriters;
import io.lakehousesync.postgres.internal.schema.HeapRows;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.text.Printable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of one batch of rows whose marker is null.
 *
 * <p>A batch first marks rows, and then copies the marked rows. The article (see the glossary)
 * copies first and then marks. That order loses updates: if another transaction updates a row after
 * it was read, the old version is copied and the new version is marked. A batch skips rows that
 * another transaction has locked, so that it never waits for a writer. The marks of these rows stay
 * null, and a later batch copies them.
 */
record MarkerBatch(CopyTask task, String column) implements IdentityCheckpoint.Marks {
  private static final Logger LOG = LoggerFactory.getLogger(MarkerBatch.class);

  /**
   * If another transaction updates a picked row, the row gets another ctid. Then this statement
   * does not mark the row, and a later batch copies it. FOR NO KEY UPDATE lets other transactions
   * insert rows whose foreign keys refer to picked rows. All parts of the statement see the same
   * snapshot. Therefore the number of open rows (rows without a mark) minus the number of marked
   * rows is the number of skipped rows.
   */
  private static final String MARK =
      """
      WITH open AS (
        SELECT FROM {heap} WHERE {column} IS NULL LIMIT ?
      ), picked AS (
        SELECT tableoid AS t, ctid AS c FROM {heap} WHERE {column} IS NULL LIMIT ?
        FOR NO KEY UPDATE SKIP LOCKED
      ), marked AS (
        UPDATE {heap} AS h SET {column} = now()
        FROM picked WHERE h.ctid = picked.c AND h.tableoid = picked.t AND h.{column} IS NULL
        RETURNING true AS lakehouse_sync_marked, {returned}
      )""";

  private static final String APPEND =
      MARK
          + """
          , copied AS (
            {insert}
          )
          SELECT (SELECT count(*) FROM open), (SELECT count(*) FROM marked),
                 (SELECT count(*) FROM {rows} WHERE {matching})
          """;

  private static final String KEYS =
      MARK
          + """

          SELECT lakehouse_sync_open, lakehouse_sync_marked, {key}
          FROM (SELECT count(*) AS lakehouse_sync_open FROM open) AS o LEFT JOIN marked ON true
          """;

  @Override
  public String stateSql() {
    return MarkerTracker.stateSql(task.columns(), column);
  }

  /**
   * Checks marks for which there is no checkpoint. The article's statement has set them, or a
   * teardown has left them.
   *
   * @throws NotAppliedException if the marks do not match the rows of the Iceberg table
   */
  @Override
  public void beforeFirstCopy() throws SQLException {
    boolean marked = hasMarks("true");
    boolean copied = Queries.hasRows(task.connection(), task.table().target());
    if (marked && !copied) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Copy of %s stopped, nothing was committed: rows of %s are marked as copied, but %s is"
                  + " empty. Make a new baseline (PgLakeSetup.newBaseline), which resets the marks:"
                  + " the next run copies all rows.")
              .formatted(task.table(), task.table().source(), task.table().target()),
          null);
    }
    if (!marked
        && task.mode() == WriteMode.APPEND
        && Queries.hasRows(task.connection(), task.table().source())) {
      Checkpoints.requireEmptyTarget(task);
    }
  }

  private boolean hasMarks(String condition) throws SQLException {
    return Queries.value(
            task.connection(),
            SqlTemplate.of(
                    "SELECT 'yes' FROM {heap} AS r WHERE r.{column} IS NOT NULL AND {condition} LIMIT 1")
                .with("heap", Sql.table(task.table().source()))
                .with("column", Sql.identifier(column))
                .with("condition", condition)
                .sql())
        .isPresent();
  }

  /**
   * Resets the marks in attached partitions, and in relations whose triggers were not always
   * enabled, so that their rows are copied again. In mode APPEND, throws instead, because the
   * Iceberg table could already have these rows.
   */
  @Override
  public void follow(HeapState before, HeapState now) throws SQLException {
    if (!now.hasSameColumn(before)) {
      throw Checkpoints.newBaseline(
          task.table(),
          "is older than the tracking's column: column %s was dropped and added again"
              .formatted(Sql.identifier(column)));
    }
    Map<String, Relation> known = before.relations();
    for (Map.Entry<String, Relation> relation : now.relations().entrySet()) {
      @Nullable Relation last = known.get(relation.getKey());
      Relation present = relation.getValue();
      if (last == null || (last.hasMarks() && !last.equals(present))) {
        requireTriggers(last, present);
        copyAgain(relation.getKey());
      }
    }
  }

  private void requireTriggers(@Nullable Relation last, Relation present) {
    if (last != null && !present.hasMarks()) {
      Preconditions.requireNone(
          task.table(),
          List.of(
              "The triggers of %s were dropped since the last copy, and updates are not captured any more. Run the set-up (PgLakeSetup)."
                  .formatted(task.table().source())));
    }
  }

  private void copyAgain(String oid) throws SQLException {
    String isInRelation = HeapState.isIn(task, oid);
    if (!hasMarks(isInRelation)) {
      return;
    }
    String relation = HeapState.name(task, oid);
    if (task.mode() == WriteMode.APPEND) {
      throw Checkpoints.newBaseline(
          task.table(),
          ("does not cover the marks of %s, which was attached, or whose triggers were changed, since"
                  + " the last copy")
              .formatted(relation));
    }
    LOG.warn(
        "{}: all rows of {} are copied again, because it was attached or its triggers were changed.",
        task.table(),
        Printable.escape(relation));
    execute(objects().resetMarks(isInRelation));
  }

  @Override
  public CopyResult copyBatch() throws SQLException {
    Instant before = task.clock().instant();
    int limit = limit();
    return task.mode() == WriteMode.UPSERT ? upsert(limit, before) : append(limit, before);
  }

  /**
   * Returns how many rows the batch may have. The sizes are measured before rows are picked.
   * Otherwise a batch would lock many rows, although only a few large rows fit into it. The limit
   * is an estimate, because the measured rows and the picked rows can differ.
   */
  private int limit() throws SQLException {
    BatchSize size = task.size().atMost(task.size().keys());
    String open =
        SqlTemplate.of("SELECT {bytes} FROM {heap} WHERE {column} IS NULL LIMIT {rows}")
            .with("bytes", BatchSize.bytesOf(task.columns().measured(task.table())))
            .with("heap", Sql.table(task.table().source()))
            .with("column", Sql.identifier(column))
            .with("rows", size.rows())
            .sql();
    return size.end(task, List.of(), open).map(BatchSize.End::rows).orElse(size.rows());
  }

  private CopyResult append(int limit, Instant before) throws SQLException {
    List<String> columns = task.columns().toCopy(task.table());
    HeapRows heapRows = task.heapRows();
    String rows = heapRows.from("marked");
    String sql =
        mark(APPEND, heapRows.areChanged() ? heapRows.names() : columns)
            .with(
                "insert",
                new IcebergTableWriter(task)
                    .insert(
                        SqlTemplate.of("SELECT {columns} FROM {rows} WHERE {matching}")
                            .with("columns", task.columns().values(columns))
                            .with("rows", rows)
                            .with("matching", heapRows.matching())
                            .sql()))
            .with("rows", rows)
            .with("matching", heapRows.matching())
            .sql();
    execute(objects().begin());
    long open;
    long marked;
    long appended;
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      statement.setInt(1, limit);
      statement.setInt(2, limit);
      try (ResultSet counts = statement.executeQuery()) {
        counts.next();
        open = counts.getLong(1);
        marked = counts.getLong(2);
        appended = counts.getLong(3);
      }
    }
    execute(objects().end());
    return result(limit, open, marked, appended, before);
  }

  private CopyResult upsert(int limit, Instant before) throws SQLException {
    List<String> key = task.columns().key(task.table());
    String sql = mark(KEYS, key).with("key", task.columns().texts(key)).sql();
    long open = 0;
    KeyBatch keys = new KeyBatch(key);
    execute(objects().begin());
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      statement.setInt(1, limit);
      statement.setInt(2, limit);
      statement.setFetchSize(KeyBatch.FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          open = rows.getLong("lakehouse_sync_open");
          if (rows.getBoolean("lakehouse_sync_marked")) {
            keys.add(rows, 3);
          }
        }
      }
    }
    execute(objects().end());
    long replaced = new IcebergTableWriter(task).replace(keys);
    return result(limit, open, keys.size(), replaced, before);
  }

  /**
   * Returns the result of the batch. If the batch was full, more rows are ready. Rows that were
   * skipped are left to a later run. If this run copied them too, it might never end on a table
   * that is updated continuously.
   */
  private CopyResult result(int limit, long open, long marked, long copied, Instant before)
      throws SQLException {
    if (marked == limit) {
      return CopyResult.more(copied);
    }
    if (open <= marked) {
      return CopyResult.complete(copied, before);
    }
    TableWriters writers = TableWriters.of(task);
    return CopyResult.blocked(
        copied,
        "%d rows are locked by open writers of the table: %s"
            .formatted(open - marked, writers.describe(writers.byTransaction().keySet())));
  }

  private SqlTemplate mark(String template, List<String> returned) {
    return SqlTemplate.of(template)
        .with("heap", Sql.table(task.table().source()))
        .with("column", Sql.identifier(column))
        .with("returned", qualified(returned));
  }

  private static String qualified(List<String> names) {
    return "h." + String.join(", h.", names.stream().map(Sql::identifier).toList());
  }

  private MarkerObjects objects() {
    return new MarkerObjects(column, task.table(), task.columns());
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = task.connection().createStatement()) {
      statement.execute(sql);
    }
  }
}
