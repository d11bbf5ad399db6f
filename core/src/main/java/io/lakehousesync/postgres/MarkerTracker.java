package io.lakehousesync.postgres;

import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tracking by a column that is null until the row was copied.
 *
 * <p>The row is marked first, and what was marked is copied. The article does it the other way
 * round, copies the rows that are null and then marks them by their ids: where another transaction
 * updates a row in between, the old version is copied, and the marking waits and marks the new
 * version, which is then never copied. Here a row that somebody else has locked is passed over,
 * stays null, and comes with a later batch; no batch waits for a writer.
 */
record MarkerTracker(String column) implements Tracker {
  /**
   * A row is picked by its place, which a concurrent update changes. The weaker lock lets others
   * insert rows that refer to it. One snapshot says which rows are open: those that were passed
   * over are the difference to the marked ones.
   */
  private static final String MARK =
      """
      WITH open AS (
        SELECT FROM %1$s WHERE %2$s IS NULL LIMIT ?
      ), picked AS (
        SELECT tableoid AS t, ctid AS c FROM %1$s WHERE %2$s IS NULL LIMIT ?
        FOR NO KEY UPDATE SKIP LOCKED
      ), marked AS (
        UPDATE %1$s AS h SET %2$s = now()
        FROM picked WHERE h.ctid = picked.c AND h.tableoid = picked.t AND h.%2$s IS NULL
        RETURNING true AS lakehouse_sync_marked, %3$s
      )""";

  private static final String APPEND =
      MARK
          + """
          , copied AS (
            INSERT INTO %4$s (%5$s) SELECT %5$s FROM marked
          )
          SELECT (SELECT count(*) FROM open), (SELECT count(*) FROM marked)
          """;

  private static final String KEYS =
      MARK
          + """

          SELECT lakehouse_sync_open, lakehouse_sync_marked, %5$s
          FROM (SELECT count(*) AS lakehouse_sync_open FROM open) AS o LEFT JOIN marked ON true
          """;

  @Override
  public String guarantee(SyncTable table) {
    return "inserts, exactly once; updates only where they set %s to null%s; deletes are not captured"
        .formatted(column, table.mode() == WriteMode.APPEND ? ", as further rows" : "");
  }

  @Override
  public List<String> ownColumns() {
    return List.of(column);
  }

  @Override
  public List<String> problems(SyncTable table, TableColumns columns) {
    return columns.heap().containsKey(column)
        ? List.of()
        : List.of(
            "%s has no marker column %s. Add it: ALTER TABLE %s ADD COLUMN %s timestamp."
                .formatted(
                    table.source(),
                    Sql.identifier(column),
                    table.source(),
                    Sql.identifier(column)));
  }

  @Override
  public Optional<String> copied(CopyTask task) {
    return Optional.of("r.%s IS NOT NULL".formatted(Sql.identifier(column)));
  }

  @Override
  public boolean marksElsewhere() {
    return true;
  }

  @Override
  public String probe(SyncTable table, TableColumns columns) {
    return "SELECT 'new' FROM %s WHERE %s IS NULL LIMIT 1"
        .formatted(Sql.table(table.source()), Sql.identifier(column));
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    Instant before = task.clock().instant();
    int limit = limit(task);
    return task.table().mode() == WriteMode.UPSERT
        ? upsert(task, limit, before)
        : append(task, limit, before);
  }

  /**
   * How many rows a batch may have. Measured before rows are picked, of which some may be others,
   * because every row that is picked is locked, and one batch of large rows would lock many for the
   * few that fit.
   */
  private int limit(CopyTask task) throws SQLException {
    BatchSize size = task.size();
    String open =
        "SELECT %s FROM %s WHERE %s IS NULL LIMIT %d"
            .formatted(
                BatchSize.bytesOf(task.columns().toCopy(task.table())),
                Sql.table(task.table().source()),
                Sql.identifier(column),
                size.rows());
    return size.end(task, List.of(), open).map(BatchSize.End::rows).orElse(size.rows());
  }

  private CopyResult append(CopyTask task, int limit, Instant before) throws SQLException {
    String list = Sql.columns(task.columns().toCopy(task.table()));
    String sql = sql(APPEND, task, qualified(task.columns().toCopy(task.table())), list);
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      statement.setInt(1, limit);
      statement.setInt(2, limit);
      try (ResultSet counts = statement.executeQuery()) {
        counts.next();
        return result(task, limit, counts.getLong(1), counts.getLong(2), before);
      }
    }
  }

  private CopyResult upsert(CopyTask task, int limit, Instant before) throws SQLException {
    List<String> key = task.columns().key(task.table());
    String asText = Sql.asText(key);
    long open = 0;

    KeyBatch keys = new KeyBatch(key);
    try (PreparedStatement statement =
        task.connection().prepareStatement(sql(KEYS, task, qualified(key), asText))) {
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
    new Upsert(task).replace(keys);
    return result(task, limit, open, keys.size(), before);
  }

  /**
   * More rows are ready if the batch was full. A row that was passed over is left to a later run:
   * while rows are updated all the time, this one would never end.
   */
  private static CopyResult result(CopyTask task, int limit, long open, long marked, Instant before)
      throws SQLException {
    if (marked == limit) {
      return CopyResult.more(marked);
    }
    if (open <= marked) {
      return CopyResult.complete(marked, before);
    }
    Writers writers = Writers.of(task);
    return CopyResult.blocked(
        marked,
        "%d rows are locked by open writers of the table: %s"
            .formatted(open - marked, writers.describe(writers.byTransaction().keySet())));
  }

  private String sql(String form, CopyTask task, String returning, String list) {
    return form.formatted(
        Sql.table(task.table().source()),
        Sql.identifier(column),
        returning,
        Sql.table(task.table().target()),
        list);
  }

  private static String qualified(List<String> names) {
    return "h." + String.join(", h.", names.stream().map(Sql::identifier).toList());
  }
}
