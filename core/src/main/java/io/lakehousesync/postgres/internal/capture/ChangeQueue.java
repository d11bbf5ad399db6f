package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** The change queue of a heap table: a table whose name contains the heap table's oid. */
public record ChangeQueue(String oid) {
  /**
   * Returns the queue of the task's heap table.
   *
   * @throws NotAppliedException if the heap table has no queue
   */
  public static ChangeQueue of(CopyTask task) throws SQLException {
    ChangeQueue queue = new ChangeQueue(task.columns().heapOid());
    List<String> found =
        Queries.values(
            task.connection(), "SELECT to_regclass(%s)".formatted(Sql.literal(queue.sql())));
    if (found.isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "%s has no change queue. Nothing was committed. Run the set-up (PgLakeSetup)."
              .formatted(task.table().source()),
          null);
    }
    return queue;
  }

  /** Returns the qualified name, which needs no quotes. */
  public String sql() {
    return "%s.%s".formatted(Sql.SCHEMA, name());
  }

  /**
   * Returns the queue's columns for a key. The names of the queue's columns do not depend on the
   * names of the key columns.
   */
  public static List<String> columns(List<String> key) {
    return IntStream.rangeClosed(1, key.size()).mapToObj(i -> "k" + i).toList();
  }

  /** Returns the name without its schema. */
  public String name() {
    return "queue_" + oid;
  }
}
