package io.lakehousesync.postgres;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** The table that holds a heap table's queue, named by its oid: a table created anew has none. */
record ChangeQueue(String oid) {
  /** What its triggers fire on. */
  static final List<String> EVENTS = List.of("insert", "update", "delete", "truncate");

  static ChangeQueue of(CopyTask task) throws SQLException {
    ChangeQueue queue = new ChangeQueue(task.columns().heapOid());

    List<String> found =
        Query.strings(task, "SELECT to_regclass(%s)".formatted(Sql.literal(queue.sql())));
    if (found.isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "%s has no change queue. Nothing was copied. Run the set-up (PgLakeSetup)."
              .formatted(task.table().source()),
          null);
    }
    return queue;
  }

  String sql() {
    return "%s.%s".formatted(Sql.SCHEMA, name());
  }

  /** The queue's columns for a key: names of their own, for a key may have any. */
  static List<String> columns(List<String> key) {
    return IntStream.rangeClosed(1, key.size()).mapToObj(i -> "k" + i).toList();
  }

  String name() {
    return "queue_" + oid;
  }
}
