package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes of the files that hold a heap table's rows.
 *
 * @param blocks the number of blocks of the table, or of each of its partitions
 * @param blockBytes the size of a block
 * @param toastBytes the size of all TOASTed values
 * @param rows the planner's estimate of the number of rows
 */
public record HeapFiles(List<Long> blocks, long blockBytes, long toastBytes, long rows) {
  private static final String SIZES =
      """
      SELECT pg_relation_size(c.oid) / current_setting('block_size')::bigint,
             current_setting('block_size')::bigint,
             CASE WHEN c.reltoastrelid = 0 THEN 0 ELSE pg_relation_size(c.reltoastrelid) END
      FROM pg_class AS c
      WHERE c.relkind = 'r' AND c.oid IN {withPartitions}
      """;

  private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  /** The planner assumes at least this number of blocks for a table that was never analyzed. */
  private static final long ASSUMED_BLOCKS = 10;

  /** Reads the present sizes. */
  public static HeapFiles read(CopyTask task) throws SQLException {
    List<Long> blocks = new ArrayList<>();
    long blockBytes = 1;
    long toastBytes = 0;
    String sql =
        SqlTemplate.of(SIZES)
            .with("withPartitions", Sql.withPartitions(task.columns().heapOid() + "::oid"))
            .sql();
    try (Statement statement = task.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        blocks.add(row.getLong(1));
        blockBytes = row.getLong(2);
        toastBytes += row.getLong(3);
      }
    }
    return new HeapFiles(blocks, blockBytes, toastBytes, plannedRows(task));
  }

  private static long plannedRows(CopyTask task) throws SQLException {
    String plan =
        Queries.value(
                task.connection(),
                "EXPLAIN (FORMAT JSON) SELECT FROM " + Sql.table(task.table().source()))
            .orElseThrow();
    Matcher rows = PLAN_ROWS.matcher(plan);
    return rows.find() ? (long) Double.parseDouble(rows.group(1)) : 0;
  }

  /** Returns the number of blocks of the largest file. */
  public long end() {
    return blocks.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /**
   * Returns a number of blocks, at least one. If a batch reads this number of blocks of each file,
   * beginning with block {@code first}, it stays within the limits of the batch. A last batch may
   * exceed them by a quarter, so that no small batch remains. The number of rows is estimated by
   * the planner. TOASTed values are not counted.
   */
  public long blocksOf(BatchSize size, long first) {
    double limit = Math.min((double) size.bytes() / blockBytes, size.rows() / rowsPerBlock());
    long rest = Math.max(1, end() - first);
    if (between(first, rest) <= limit * 1.25) {
      return rest;
    }
    long fits = 1;
    long tooMany = rest;
    while (tooMany - fits > 1) {
      long middle = fits + (tooMany - fits) / 2;
      if (between(first, middle) <= limit) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits;
  }

  /** Adds this number of blocks of each file, beginning with block {@code first}. */
  public void measure(MeasuredRows measured, long first, long count) {
    long read = between(first, count);
    measured.add(Math.round(read * rowsPerBlock()), read * blockBytes);
  }

  /** Returns whether a batch could exceed its limit by TOASTed values. */
  public boolean isWide(BatchSize size) {
    return toastBytes > size.bytes() / 4;
  }

  private double rowsPerBlock() {
    return Math.max(1.0, (double) rows / Math.max(ASSUMED_BLOCKS, between(0, Long.MAX_VALUE)));
  }

  private long between(long first, long count) {
    return blocks.stream().mapToLong(all -> Math.max(0, Math.min(count, all - first))).sum();
  }
}
