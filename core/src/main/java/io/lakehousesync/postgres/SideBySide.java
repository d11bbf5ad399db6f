package io.lakehousesync.postgres;

import io.lakehousesync.postgres.ComparedColumns.Compared;
import io.lakehousesync.postgres.Difference.Kind;
import io.lakehousesync.postgres.Difference.Side;
import io.lakehousesync.postgres.KeyOrder.KeyColumn;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares heap and Iceberg table in one statement, and so in one snapshot. Of the Iceberg table
 * only bare columns are read; PostgreSQL hashes the rows of both sides. pg_lake cannot push the
 * statement down as a whole, for it reads a heap table too, nor the hash, which DuckDB does not
 * know.
 *
 * @param key by which rows belong together; empty if the table has none, and then equal rows do
 */
record SideBySide(
    CopyTask task, Watermark watermark, ComparedColumns columns, KeyOrder key, Tracker tracker) {
  /**
   * Rows and a sum of their hashes, which does not depend on their order.
   *
   * @param heapRows rows of the heap table that were copied
   * @param icebergRows rows of the Iceberg table but for those with keys beyond the watermark
   * @param pendingRows rows that the next copy brings, or deletes
   */
  record Checksums(
      long heapRows, BigDecimal heap, long icebergRows, BigDecimal iceberg, long pendingRows) {
    boolean agree() {
      return heapRows == icebergRows && heap.compareTo(iceberg) == 0;
    }
  }

  private static final String SIDES =
      """
      WITH heap AS MATERIALIZED (
        SELECT %1$s, (%2$s) IS TRUE AS copied, %3$s AS h FROM %4$s AS r WHERE %5$s
      ), lake AS MATERIALIZED (
        SELECT %6$s, %7$s AS h FROM %8$s AS r WHERE %9$s
      ), beyond AS (%10$s)
      """;

  private static final String CHECKSUMS =
      """
      , below AS (SELECT h FROM lake AS l WHERE NOT EXISTS (SELECT FROM beyond AS b WHERE %s))
      SELECT count(h) FILTER (WHERE copied), coalesce(sum(h) FILTER (WHERE copied), 0),
             (SELECT count(*) FROM below), (SELECT coalesce(sum(h), 0) FROM below),
             count(*) FILTER (WHERE NOT copied) + (%s)
      FROM heap
      """;

  /** Rows whose deletion waits in the queue. */
  private static final String DELETIONS =
      """
      SELECT count(*) FROM lake AS l
      WHERE EXISTS (SELECT FROM beyond AS b WHERE %1$s)
        AND NOT EXISTS (SELECT FROM heap AS b WHERE %1$s)""";

  private static final String DIFFERENCES =
      """
      SELECT %1$s, count(heap_h), count(lake_h), min(lake_h) <> max(lake_h)
      FROM (SELECT %2$s, h AS heap_h, NULL::bigint AS lake_h, false AS beyond FROM heap WHERE copied
            UNION ALL SELECT %2$s, NULL, h, false FROM lake
            UNION ALL SELECT %2$s, NULL, NULL, true FROM beyond) AS sides
      GROUP BY %2$s
      HAVING NOT bool_or(beyond) AND (%3$s)
      ORDER BY %4$s LIMIT %5$d
      """;

  private static final String DIFFERENT =
      "count(heap_h) <> count(lake_h) OR sum(heap_h) IS DISTINCT FROM sum(lake_h)";

  /** The newest version must be among those that the Iceberg table has. */
  private static final String NOT_AMONG_VERSIONS =
      """
      count(heap_h) = 0
      OR (array_agg(heap_h) FILTER (WHERE heap_h IS NOT NULL)
          <@ array_agg(lake_h) FILTER (WHERE lake_h IS NOT NULL)) IS NOT TRUE""";

  /** Without a key, no version says of which row it is one. */
  private static final String TOO_FEW = "count(heap_h) > count(lake_h)";

  /** Reads what belongs together, inside of the task's transaction. */
  static SideBySide of(CopyTask task, Tracker tracker) throws SQLException {
    ComparedColumns columns = ComparedColumns.of(task.table(), task.columns(), tracker);
    List<String> key = task.columns().key(task.table());
    return new SideBySide(
        task,
        Watermark.of(task, tracker),
        columns,
        KeyOrder.of(task, columns.names().containsAll(key) ? key : List.of()),
        tracker);
  }

  /** The columns whose values name a difference. */
  List<String> keyNames() {
    return key.isEmpty() ? columns.names() : key.columns().stream().map(KeyColumn::name).toList();
  }

  Checksums checksums(RowFilter filter) throws SQLException {
    String sameKey =
        key.isEmpty()
            ? "false"
            : IntStream.range(0, key.columns().size())
                .mapToObj(i -> "b.k%1$d = l.k%1$d".formatted(i))
                .collect(Collectors.joining(" AND "));
    try (PreparedStatement statement =
            prepare(
                sides(filter)
                    + CHECKSUMS.formatted(
                        sameKey,
                        watermark.queue().isPresent() ? DELETIONS.formatted(sameKey) : "0"),
                filter);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Checksums(
          row.getLong(1),
          row.getBigDecimal(2),
          row.getLong(3),
          row.getBigDecimal(4),
          row.getLong(5));
    }
  }

  /** At most so many differences, in the order of their keys. */
  List<Difference> differences(RowFilter filter, int limit) throws SQLException {
    int width = width();
    String sql =
        sides(filter)
            + DIFFERENCES.formatted(
                numbered("k%d::text", width),
                numbered("k%d", width),
                condition(),
                numbered("sides.k%d", width),
                limit);
    List<Difference> differences = new ArrayList<>();
    try (PreparedStatement statement = prepare(sql, filter);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
          values.add(rows.getString(i));
        }
        differences.add(
            difference(
                values,
                rows.getLong(width + 1),
                rows.getLong(width + 2),
                rows.getBoolean(width + 3)));
      }
    }
    return differences;
  }

  /** The rows with one of these keys. */
  RowFilter rows(List<List<@Nullable String>> keys) throws SQLException {
    List<List<String>> complete = new ArrayList<>();
    for (List<@Nullable String> values : keys) {
      List<String> present = values.stream().flatMap(Stream::ofNullable).toList();
      if (!key.isEmpty() && present.size() == values.size()) {
        complete.add(present);
      }
    }
    return complete.size() == keys.size()
        ? key.keys(task.connection(), complete)
        : new RowFilter(
            equal(keys, Compared::heap, KeyColumn::heap),
            equal(keys, Compared::iceberg, KeyColumn::iceberg),
            List.of());
  }

  /** Row by row, for only so is null equal to null. */
  private String equal(
      List<List<@Nullable String>> rows,
      Function<Compared, String> ofColumn,
      Function<KeyColumn, String> ofKey) {
    List<String> expressions = expressions(ofColumn, ofKey);
    List<String> types = expressions(Compared::type, KeyColumn::type);
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(
                        i ->
                            "%s IS NOT DISTINCT FROM CAST(%s AS %s)"
                                .formatted(expressions.get(i), literal(row.get(i)), types.get(i)))
                    .collect(Collectors.joining(" AND ")))
        .collect(Collectors.joining(") OR (", "((", "))"));
  }

  private static String literal(@Nullable String value) {
    return value == null ? "NULL" : Sql.literal(value);
  }

  private String condition() {
    if (!watermark.keepsHistory()) {
      return DIFFERENT;
    }
    return key.isEmpty() ? TOO_FEW : NOT_AMONG_VERSIONS;
  }

  private Difference difference(
      List<@Nullable String> values, long heap, long iceberg, boolean versions) {
    Kind kind;
    if (heap > 0 && iceberg > 0 && (heap == iceberg || watermark.keepsHistory())) {
      kind = Kind.CHANGED;
    } else {
      kind = heap > iceberg ? Kind.MISSING : Kind.EXTRA;
    }
    return new Difference(Side.ICEBERG, kind, watermark.cause(kind, heap, versions), values);
  }

  private int width() {
    return key.isEmpty() ? columns.columns().size() : key.columns().size();
  }

  private String sides(RowFilter filter) {
    return SIDES.formatted(
        values(Compared::heap, KeyColumn::heap),
        watermark.copied(),
        columns.heapHash(),
        Sql.table(task.table().source()),
        filter.heap(),
        values(Compared::iceberg, KeyColumn::iceberg),
        columns.icebergHash(),
        Sql.table(task.table().target()),
        filter.iceberg(),
        beyond());
  }

  private String values(Function<Compared, String> ofColumn, Function<KeyColumn, String> ofKey) {
    List<String> values = expressions(ofColumn, ofKey);
    return IntStream.range(0, values.size())
        .mapToObj(i -> values.get(i) + " AS k" + i)
        .collect(Collectors.joining(", "));
  }

  private List<String> expressions(
      Function<Compared, String> ofColumn, Function<KeyColumn, String> ofKey) {
    return key.isEmpty()
        ? columns.columns().stream().map(ofColumn).toList()
        : key.columns().stream().map(ofKey).toList();
  }

  /**
   * The keys beyond the watermark. Without a key there is no saying which rows of Iceberg's are.
   */
  private String beyond() {
    String all = numbered("k%d", width());
    if (key.isEmpty()) {
      return "SELECT %s FROM heap WHERE false".formatted(all);
    }
    return watermark
        .queue()
        .map(queue -> "SELECT %s FROM %s AS q WHERE NOT truncated".formatted(queued(), queue.sql()))
        .orElse("SELECT %s FROM heap WHERE NOT copied".formatted(all));
  }

  private String queued() {
    List<String> queued = ChangeQueue.columns(keyNames());
    return IntStream.range(0, queued.size())
        .mapToObj(
            i -> "CAST(q.%s AS %s) AS k%d".formatted(queued.get(i), key.columns().get(i).type(), i))
        .collect(Collectors.joining(", "));
  }

  private static String numbered(String form, int count) {
    return IntStream.range(0, count).mapToObj(form::formatted).collect(Collectors.joining(", "));
  }

  private PreparedStatement prepare(String sql, RowFilter filter) throws SQLException {
    PreparedStatement statement = task.connection().prepareStatement(sql);
    filter.bind(statement, filter.bind(statement, 1));
    return statement;
  }
}
