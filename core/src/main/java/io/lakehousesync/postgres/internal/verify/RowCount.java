package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.ChangeQueue;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.postgres.internal.tracking.Watermark;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.verify.RowCounts;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts the rows of a table that pass its filter, and those of them that are beyond its watermark.
 * Does not read other columns. Does not count rows that ceased to pass the filter since the last
 * copy, because only a comparison finds them.
 */
record RowCount(CopyTask task) {
  private static final String CHANGED =
      "SELECT count(*) FROM {heap} WHERE ({copied}) IS NOT TRUE AND {matching}";

  /** A key that is in the queue and belongs to a row that was not copied counts once. */
  private static final String CHANGED_OR_QUEUED =
      """
      SELECT count(*) FROM (
        SELECT {heapKey} FROM {heap} WHERE ({copied}) IS NOT TRUE AND {matching}
        UNION SELECT {queuedKey} FROM ({queue}) AS q) AS keys""";

  RowCounts count() throws SQLException {
    return RowCounts.of(
        number(task.heapRows().select("count(*)", "true")),
        number("SELECT count(*) FROM " + Sql.table(task.table().target())),
        pending());
  }

  private OptionalLong pending() throws SQLException {
    if (task.table().tracking().kind() == Kind.COMPARISON) {
      return OptionalLong.empty();
    }
    Watermark watermark = Tracker.of(task.table().tracking()).watermark(task);
    if (watermark.blocked().isPresent()) {
      return OptionalLong.empty();
    }
    List<String> key = task.columns().usableKey(task.table());
    SqlTemplate sql =
        watermark.queue().isPresent() && !key.isEmpty()
            ? SqlTemplate.of(CHANGED_OR_QUEUED)
                .with("heapKey", Sql.columns(key))
                .with("queuedKey", queued(key))
                .with("queue", watermark.queue().get())
            : SqlTemplate.of(CHANGED);
    return OptionalLong.of(
        number(
            sql.with("heap", task.heapRows().from())
                .with("matching", task.heapRows().matching())
                .with("copied", watermark.copied())
                .sql()));
  }

  private String queued(List<String> key) {
    List<String> queued = ChangeQueue.columns(key);
    return IntStream.range(0, key.size())
        .mapToObj(
            i ->
                task.columns()
                    .fromText(
                        key.get(i),
                        "q." + queued.get(i),
                        Objects.requireNonNull(task.columns().heap().get(key.get(i))).type()))
        .collect(Collectors.joining(", "));
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(Queries.values(task.connection(), sql).get(0));
  }
}
