package io.lakehousesync.postgres;

import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tracking by a queue of the keys that were written, which statement triggers fill.
 *
 * <p>A batch takes keys out of the queue and puts the rows that the heap table holds under them now
 * into the Iceberg table. A key is in the queue once its writer has committed, and the row is read
 * by a later statement: it is at least as new. What changed in between stands in the queue again.
 */
record QueueTracker() implements Tracker {
  private static final String DRAIN =
      """
      DELETE FROM %1$s
      WHERE position = ANY (ARRAY (SELECT position FROM %1$s ORDER BY position LIMIT ?))
      RETURNING truncated, %2$s
      """;

  /**
   * Keys in the queue with the sizes of their rows, as far as there still are rows. Looked up one
   * by one, as the sum goes on: a join might read all of the heap table for a few keys.
   */
  private static final String SIZES =
      """
      SELECT q.position, (
        SELECT sum(r.%5$s) FROM (SELECT %3$s, %4$s FROM %6$s) AS r WHERE %7$s
      ) AS %5$s
      FROM %1$s AS q ORDER BY q.position LIMIT %2$d
      """;

  @Override
  public String guarantee(SyncTable table) {
    return "inserts, updates and deletes, exactly once, by key";
  }

  @Override
  public List<String> obstacles(SyncTable table, TableColumns columns) {
    return table.mode() == WriteMode.UPSERT
        ? List.of()
        : List.of(
            "%s: a queue captures updates and deletes, which need mode UPSERT."
                .formatted(table.source()));
  }

  @Override
  public List<String> problems(SyncTable table, TableColumns columns) {
    List<String> problems = new ArrayList<>(obstacles(table, columns));
    for (String event : ChangeQueue.EVENTS) {
      if (!columns.triggers().contains(TableSetup.trigger(event))) {
        problems.add(
            "%s has no enabled trigger %s, without which changes are lost. %s"
                .formatted(
                    table.source(),
                    TableSetup.trigger(event),
                    "Run the set-up (PgLakeSetup), which makes it again and lets the next copy bring all rows."));
      }
    }
    return problems;
  }

  @Override
  public Optional<String> copied(CopyTask task) throws SQLException {
    return Optional.of(
        "NOT EXISTS (SELECT FROM %s AS q WHERE %s)"
            .formatted(ChangeQueue.of(task).sql(), sameKey(task)));
  }

  /** Whether {@code q}, of the queue, has the key of {@code r}, of the heap table. */
  private static String sameKey(CopyTask task) {
    List<String> key = task.columns().key(task.table());
    List<String> queued = ChangeQueue.columns(key);
    return IntStream.range(0, key.size())
        .mapToObj(i -> "q.%s = r.%s".formatted(queued.get(i), Sql.identifier(key.get(i))))
        .collect(Collectors.joining(" AND "));
  }

  /** How many keys a batch may take. */
  private static int limit(CopyTask task) throws SQLException {
    BatchSize size = task.size();
    String candidates =
        SIZES.formatted(
            ChangeQueue.of(task).sql(),
            size.rows(),
            Sql.columns(task.columns().key(task.table())),
            BatchSize.bytesOf(task.columns().toCopy(task.table())),
            BatchSize.BYTES,
            Sql.table(task.table().source()),
            sameKey(task));
    return size.end(task, List.of("position"), candidates)
        .map(BatchSize.End::rows)
        .orElse(size.rows());
  }

  @Override
  public boolean marksElsewhere() {
    return true;
  }

  @Override
  public String probe(SyncTable table, TableColumns columns) {
    return "SELECT 'new' FROM %s LIMIT 1".formatted(new ChangeQueue(columns.heapOid()).sql());
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    Instant before = task.clock().instant();
    List<String> key = task.columns().key(task.table());
    KeyBatch keys = new KeyBatch(key);
    int limit = limit(task);
    int drained = 0;
    boolean truncated = false;
    try (PreparedStatement statement =
        task.connection()
            .prepareStatement(
                DRAIN.formatted(
                    ChangeQueue.of(task).sql(), Sql.asText(ChangeQueue.columns(key))))) {
      statement.setInt(1, limit);
      statement.setFetchSize(KeyBatch.FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          drained++;
          if (rows.getBoolean("truncated")) {
            truncated = true;
          } else {
            keys.add(rows, 2);
          }
        }
      }
    }
    long rows = truncated ? replaceAll(task) : new Upsert(task).replace(keys.distinct());
    return drained < limit ? CopyResult.complete(rows, before) : CopyResult.more(rows);
  }

  /**
   * After a TRUNCATE the order of keys and truncation does not matter any more: the heap table as
   * it is now is the answer, and keys that are still in the queue find it unchanged.
   */
  private static long replaceAll(CopyTask task) throws SQLException {
    String iceberg = Sql.table(task.table().target());
    String list = Sql.columns(task.columns().toCopy(task.table()));
    try (Statement statement = task.connection().createStatement()) {
      statement.executeUpdate("DELETE FROM " + iceberg);
      return statement.executeLargeUpdate(
          "INSERT INTO %s (%s) SELECT %s FROM %s"
              .formatted(iceberg, list, list, Sql.table(task.table().source())));
    }
  }
}
