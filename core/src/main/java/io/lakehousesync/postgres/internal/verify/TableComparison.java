package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.ChangeQueue;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.schema.ExactValue;
import io.lakehousesync.postgres.internal.sql.RowFilter;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.postgres.internal.tracking.Watermark;
import io.lakehousesync.postgres.internal.verify.ComparedColumns.Compared;
import io.lakehousesync.postgres.internal.verify.KeyOrder.KeyColumn;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Kind;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares heap table and Iceberg table in one statement, and so in one snapshot. Only columns
 * without expressions are read from the Iceberg table, and PostgreSQL hashes the rows of both
 * sides. pg_lake cannot push down the whole statement, because the statement also reads a heap
 * table. pg_lake cannot push down the hash function either, because DuckDB, its query engine, does
 * not have this function.
 *
 * @param key the key that pairs the rows of both sides. If it has no columns, equal rows are pairs
 */
public record TableComparison(
    CopyTask task, Watermark watermark, ComparedColumns columns, KeyOrder key, Tracker tracker) {
  /**
   * The numbers of rows, and the sums of the rows' hashes. The sums do not depend on the order of
   * the rows.
   *
   * @param heapRows copied rows of the heap table
   * @param icebergRows rows of the Iceberg table whose keys are not beyond the watermark, without
   *     kept rows
   * @param pendingRows rows that the next copy inserts, replaces or deletes
   * @param keptRows rows that the Iceberg table keeps although the heap table does not have them
   */
  record Checksums(
      long heapRows,
      BigDecimal heap,
      long icebergRows,
      BigDecimal iceberg,
      long pendingRows,
      long keptRows) {
    boolean agree() {
      return heapRows == icebergRows && heap.compareTo(iceberg) == 0;
    }
  }

  /**
   * A heap row that was copied and does not pass the filter has to be absent from the Iceberg
   * table, as if the heap table did not have it. If such a row was not copied yet, the next copy
   * may delete its key. Therefore its key is pending.
   */
  private static final String SIDES =
      """
      WITH heap AS MATERIALIZED (
        SELECT {heapKeys}, ({copied}) IS TRUE AS copied, ({matches}) IS TRUE AS matches,
               {heapHash} AS h
        FROM {heap} WHERE ({heapFilter}) AND {expected}
      ), iceberg AS MATERIALIZED (
        SELECT {icebergKeys}, {icebergHash} AS h FROM {iceberg} AS r WHERE {icebergFilter}
      ), pending AS ({pending})
      """;

  private static final String CHECKSUMS =
      """
      , compared AS (
        SELECT i.h, {inHeap} AS in_heap
        FROM {rows}
        WHERE NOT EXISTS (SELECT FROM pending AS p WHERE {sameKey}))
      SELECT count(h) FILTER (WHERE copied), coalesce(sum(h) FILTER (WHERE copied), 0),
             (SELECT count(*) FROM compared WHERE in_heap),
             (SELECT coalesce(sum(h), 0) FROM compared WHERE in_heap),
             count(*) FILTER (WHERE NOT copied AND matches) + ({deletions}),
             (SELECT count(*) FROM compared WHERE NOT in_heap)
      FROM heap
      """;

  /**
   * The number of rows whose deletion waits: they are in the queue, or ceased to pass the filter.
   */
  private static final String DELETIONS =
      """
      SELECT count(*) FROM iceberg AS i
      WHERE EXISTS (SELECT FROM pending AS p WHERE {sameKey})
        AND NOT EXISTS (SELECT FROM heap AS p WHERE {sameKey} AND p.matches)""";

  private static final String DIFFERENCES =
      """
      SELECT {texts}, count(heap_h), count(iceberg_h), min(iceberg_h) <> max(iceberg_h)
      FROM (SELECT {keys}, h AS heap_h, NULL::bigint AS iceberg_h, false AS pending
            FROM heap WHERE copied
            UNION ALL SELECT {keys}, NULL, h, false FROM iceberg
            UNION ALL SELECT {keys}, NULL, NULL, true FROM pending) AS sides
      GROUP BY {keys}
      HAVING NOT bool_or(pending) AND ({differs})
      ORDER BY {order} LIMIT {limit}
      """;

  private static final String DIFFERENT =
      "count(heap_h) <> count(iceberg_h) OR sum(heap_h) IS DISTINCT FROM sum(iceberg_h)";

  /**
   * The condition for a difference if the Iceberg table keeps all versions of a row: the heap row
   * is not among these versions, or the heap table does not have the key.
   */
  private static final String NOT_AMONG_VERSIONS =
      """
      count(heap_h) = 0
      OR (array_agg(heap_h) FILTER (WHERE heap_h IS NOT NULL)
          <@ array_agg(iceberg_h) FILTER (WHERE iceberg_h IS NOT NULL)) IS NOT TRUE""";

  /** Reads the watermark and the key, inside of the task's transaction. */
  static TableComparison of(CopyTask task, Tracker tracker) throws SQLException {
    ExactValue.prepare(task.connection());
    ComparedColumns columns =
        ComparedColumns.of(
            task.table(),
            task.columns(),
            ColumnLinks.load(task.connection(), task.table()),
            tracker);
    List<String> key = task.columns().usableKey(task.table());
    return new TableComparison(
        task,
        tracker.watermark(task),
        columns,
        KeyOrder.of(task, columns.names().containsAll(key) ? key : List.of()),
        tracker);
  }

  /** Returns the columns whose values identify a difference. */
  List<String> keyNames() {
    return key.isEmpty() ? columns.names() : key.columns().stream().map(KeyColumn::name).toList();
  }

  Checksums checksums(RowFilter filter) throws SQLException {
    String sameKey =
        key.isEmpty()
            ? "false"
            : IntStream.range(0, key.columns().size())
                .mapToObj(i -> "p.k%1$d = i.k%1$d".formatted(i))
                .collect(Collectors.joining(" AND "));
    try (PreparedStatement statement =
            prepare(
                sides(filter)
                    + SqlTemplate.of(CHECKSUMS)
                        .with("inHeap", kept().map(KeptRows::isInHeap).orElse("true"))
                        .with("rows", kept().map(KeptRows::rows).orElse("iceberg AS i"))
                        .with("sameKey", sameKey)
                        .with("deletions", deletions(sameKey))
                        .sql(),
                filter);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Checksums(
          row.getLong(1),
          row.getBigDecimal(2),
          row.getLong(3),
          row.getBigDecimal(4),
          row.getLong(5),
          row.getLong(6));
    }
  }

  /** Returns at most {@code limit} differences, in the order of their keys. */
  List<Difference> differences(RowFilter filter, int limit) throws SQLException {
    int width = width();
    String sql =
        sides(filter)
            + SqlTemplate.of(DIFFERENCES)
                .with("texts", numbered("k%d::text", width))
                .with("keys", numbered("k%d", width))
                .with("differs", condition())
                .with("order", numbered("sides.k%d", width))
                .with("limit", limit)
                .sql();
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

  /** Returns a filter for the rows with one of these keys. */
  RowFilter rows(List<List<@Nullable String>> keys) {
    List<List<String>> complete = new ArrayList<>();
    for (List<@Nullable String> values : keys) {
      List<String> present = values.stream().flatMap(Stream::ofNullable).toList();
      if (!key.isEmpty() && present.size() == values.size()) {
        complete.add(present);
      }
    }
    return complete.size() == keys.size()
        ? key.keys(complete)
        : new RowFilter(
            equal(keys, Compared::heap, KeyColumn::heap),
            equal(keys, Compared::iceberg, KeyColumn::iceberg),
            List.of());
  }

  /**
   * Returns a condition with one comparison for each of these rows. In this condition, null is
   * equal to null.
   */
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
                    .mapToObj(i -> equal(expressions.get(i), row.get(i), types.get(i)))
                    .collect(Collectors.joining(" AND ")))
        .collect(Collectors.joining(") OR (", "((", "))"));
  }

  private static String equal(String expression, @Nullable String value, String type) {
    return SqlTemplate.of("{expression} IS NOT DISTINCT FROM CAST({value} AS {type})")
        .with("expression", expression)
        .with("value", literal(value))
        .with("type", type)
        .sql();
  }

  private static String literal(@Nullable String value) {
    return value == null ? "NULL" : Sql.literal(value);
  }

  private String condition() {
    String differ = hasVersions() ? NOT_AMONG_VERSIONS : DIFFERENT;
    return kept().map(kept -> kept.differ(differ)).orElse(differ);
  }

  /** Returns whether the Iceberg table may have older versions of a row, under the row's key. */
  boolean hasVersions() {
    return watermark.keepsHistory() && !key.isEmpty();
  }

  /** Returns the rows that the Iceberg table keeps; empty if it keeps none. */
  private Optional<KeptRows> kept() {
    return task.table().deletes() == Deletes.KEEP
        ? Optional.of(new KeptRows(key.columns().size()))
        : Optional.empty();
  }

  private Difference difference(
      List<@Nullable String> values, long heap, long iceberg, boolean versions) {
    Kind kind;
    if (heap > 0 && iceberg > 0 && (heap == iceberg || hasVersions())) {
      kind = Kind.CHANGED;
    } else {
      kind = heap > iceberg ? Kind.MISSING : Kind.EXTRA;
    }
    return Difference.inIceberg(kind, tracker.cause(task, kind, heap, versions), values);
  }

  private int width() {
    return key.isEmpty() ? columns.columns().size() : key.columns().size();
  }

  private String sides(RowFilter filter) {
    return SqlTemplate.of(SIDES)
        .with("heapKeys", values(Compared::heap, KeyColumn::ofHeap))
        .with("copied", watermark.copied())
        .with("heapHash", heapHash())
        .with("expected", expected())
        .with("heap", task.heapRows().from())
        .with("matches", task.heapRows().matching())
        .with("heapFilter", filter.heap())
        .with("icebergKeys", values(Compared::iceberg, KeyColumn::ofIceberg))
        .with("icebergHash", columns.icebergHash())
        .with("iceberg", Sql.table(task.table().target()))
        .with("icebergFilter", filter.iceberg())
        .with("pending", pending())
        .sql();
  }

  /** An expression of the table may fail for rows that do not pass the filter. */
  private String heapHash() {
    return task.heapRows().areFiltered()
        ? "CASE WHEN %s THEN %s END".formatted(task.heapRows().matching(), columns.heapHash())
        : columns.heapHash();
  }

  /** Without a key, rows beyond the watermark cannot be assigned to rows of the Iceberg table. */
  private String expected() {
    String matches = task.heapRows().matching();
    return !task.heapRows().areFiltered() || key.isEmpty()
        ? matches
        : "(%s OR (%s) IS NOT TRUE)".formatted(matches, watermark.copied());
  }

  private String deletions(String sameKey) {
    boolean leaves = task.heapRows().areFiltered() && task.mode() == WriteMode.UPSERT;
    return watermark.queue().isPresent() || leaves
        ? SqlTemplate.of(DELETIONS).with("sameKey", sameKey).sql()
        : "0";
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
   * Returns a query for the keys beyond the watermark. If the table has no key, the query returns
   * no keys, because Iceberg rows cannot be assigned to heap rows.
   */
  private String pending() {
    String all = numbered("k%d", width());
    if (key.isEmpty()) {
      return "SELECT %s FROM heap WHERE false".formatted(all);
    }
    String waiting = "SELECT %s FROM heap WHERE NOT copied".formatted(all);
    return watermark
        .queue()
        .map(queue -> "%s UNION SELECT %s FROM (%s) AS q".formatted(waiting, queued(), queue))
        .orElse(waiting);
  }

  private String queued() {
    List<String> queued = ChangeQueue.columns(keyNames());
    return IntStream.range(0, queued.size())
        .mapToObj(
            i ->
                "%s%s AS k%d"
                    .formatted(
                        task.columns()
                            .fromText(
                                key.columns().get(i).name(),
                                "q." + queued.get(i),
                                key.columns().get(i).type()),
                        key.columns().get(i).collate(),
                        i))
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
