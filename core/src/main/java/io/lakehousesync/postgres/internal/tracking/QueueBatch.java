package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.ChangeQueue;
import io.lakehousesync.postgres.internal.capture.QueueObjects;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapState;
import io.lakehousesync.postgres.internal.copy.HeapState.Relation;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.KeyBatch;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.CopyResult;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of one batch of keys from a queue. One statement deletes keys from the queue. Later
 * statements copy the heap rows with these keys. A key becomes visible when its writer commits.
 * Therefore the copied row includes the change that queued its key. If the row changes between the
 * statements, its writer queues the key again.
 */
record QueueBatch(CopyTask task, ChangeQueue queue) implements IdentityCheckpoint.Marks {
  private static final Logger LOG = LoggerFactory.getLogger(QueueBatch.class);

  private static final String DRAIN =
      """
      DELETE FROM {queue}
      WHERE position = ANY (ARRAY (SELECT position FROM {queue} ORDER BY position LIMIT ?))
      RETURNING truncated, {key}
      """;

  /**
   * The keys of the queue with the sizes of their rows; a size is null if the row was deleted. Each
   * key has its own subquery, because a join might read the whole heap table for a few keys.
   */
  private static final String SIZES =
      """
      SELECT q.position, (
        SELECT sum(r.{bytes}) FROM (SELECT {key}, {measured} FROM {heap}) AS r WHERE {sameKey}
      ) AS {bytes}
      FROM {queue} AS q ORDER BY q.position LIMIT {rows}
      """;

  /** Returns the condition that row {@code q} of the queue has the key of heap row {@code r}. */
  static String sameKey(CopyTask task) {
    List<String> key = task.columns().key(task.table());
    List<String> queued = values(task);
    return IntStream.range(0, key.size())
        .mapToObj(i -> "%s = r.%s".formatted(queued.get(i), Sql.identifier(key.get(i))))
        .collect(Collectors.joining(" AND "));
  }

  /** Returns the key in row {@code q} of the queue, as values of the heap table's types. */
  private static List<String> values(CopyTask task) {
    List<String> key = task.columns().key(task.table());
    List<String> queued = ChangeQueue.columns(key);
    return IntStream.range(0, key.size())
        .mapToObj(i -> task.columns().fromText(key.get(i), "q." + queued.get(i)))
        .toList();
  }

  @Override
  public String stateSql() {
    return QueueTracker.stateSql(task.columns());
  }

  /**
   * Queues the keys of all rows, in place of the keys that were queued since the set-up, if the
   * Iceberg table is empty. The set-up does not do this, because the planner can call functions of
   * the heap table's owner, and the role of the set-up may have many rights.
   */
  @Override
  public void beforeFirstCopy() throws SQLException {
    if (!Queries.hasRows(task.connection(), task.table().target())) {
      execute("DELETE FROM " + queue.sql());
      fill("true");
    }
  }

  private void fill(String condition) throws SQLException {
    execute(new QueueObjects(task.table(), task.columns()).fill(condition));
  }

  /**
   * Queues changes of the partitions. If partitions were added and nothing else has changed, queues
   * the keys of their rows, because an attached partition may have rows. In all other cases the
   * heap table may have lost rows. Then all rows are replaced, as after a TRUNCATE.
   */
  @Override
  public void follow(HeapState before, HeapState now) throws SQLException {
    Map<String, Relation> known = before.relations();
    Map<String, Relation> present = now.relations();
    boolean onlyAdded =
        known.entrySet().stream().allMatch(one -> one.getValue().equals(present.get(one.getKey())));
    if (!onlyAdded) {
      LOG.warn(
          "{}: all rows are replaced, because a partition was detached, truncated or rewritten, or"
              + " a trigger was changed.",
          task.table());
      execute("INSERT INTO %s (truncated) VALUES (true)".formatted(queue.sql()));
      return;
    }
    for (String oid : present.keySet()) {
      if (!known.containsKey(oid)) {
        fill(HeapState.isIn(task, oid));
      }
    }
  }

  @Override
  public CopyResult copyBatch() throws SQLException {
    Instant before = task.clock().instant();
    KeyBatch keys = new KeyBatch(task.columns().key(task.table()));
    int limit = limit();
    int drained = 0;
    boolean truncated = false;
    try (PreparedStatement statement = task.connection().prepareStatement(drain())) {
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
    // If the batch has a TRUNCATE, all rows are replaced, whatever the order of the queue. For the
    // keys that are still in the queue, later batches replace rows by the same rows.
    IcebergTableWriter iceberg = new IcebergTableWriter(task);
    long rows = truncated ? iceberg.replaceAll() : iceberg.replace(keys.distinct());
    return drained < limit ? CopyResult.complete(rows, before) : CopyResult.more(rows);
  }

  private String drain() {
    List<String> key = task.columns().key(task.table());
    List<String> values = values(task);
    return SqlTemplate.of(DRAIN)
        .with("queue", queue.sql() + " AS q")
        .with(
            "key",
            IntStream.range(0, key.size())
                .mapToObj(i -> task.columns().text(key.get(i), values.get(i)))
                .collect(Collectors.joining(", ")))
        .sql();
  }

  /** Returns how many keys the batch may have. */
  private int limit() throws SQLException {
    BatchSize size = task.size().atMost(task.size().keys());
    String candidates =
        SqlTemplate.of(SIZES)
            .with("queue", queue.sql())
            .with("rows", size.rows())
            .with("key", Sql.columns(task.columns().key(task.table())))
            .with("measured", BatchSize.bytesOf(task.columns().measured(task.table())))
            .with("bytes", BatchSize.BYTES)
            .with("heap", Sql.table(task.table().source()))
            .with("sameKey", sameKey(task))
            .sql();
    return size.end(task, List.of("position"), candidates)
        .map(BatchSize.End::rows)
        .orElse(size.rows());
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = task.connection().createStatement()) {
      statement.execute(sql);
    }
  }
}
