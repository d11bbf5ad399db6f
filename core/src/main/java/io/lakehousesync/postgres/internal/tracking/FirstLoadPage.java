package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapFiles;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One page of a first load into an empty Iceberg table. The page has the rows between two places in
 * the heap table's file, which PostgreSQL reads in the order of the file. If the table has
 * partitions, the page has the rows between these two places in the file of each partition.
 *
 * <p>All pages of the load together have each row exactly once, because a row does not move within
 * a file: an UPDATE writes a new version of the row with a new transaction id, which belongs to a
 * later copy. A statement that writes a new file, such as VACUUM FULL, moves rows. {@link
 * XidHeapChanges} then begins the load again.
 *
 * @param column the column with the transaction id
 * @param ranges the ids of the transactions whose rows are copied
 * @param from the place of the page's first row, as text of the type {@code tid}
 */
record FirstLoadPage(CopyTask task, String column, List<XidRange> ranges, String from) {
  /** The first element of a checkpoint's progress during a first load. */
  private static final String NEXT = "next";

  private static final String FIRST = "(0,0)";
  private static final Pattern PLACE = Pattern.compile("\\((\\d+),(\\d+)\\)");

  /**
   * Up to this number of rows, a page ends at an exact row. Larger pages end at the end of a block,
   * because finding the row would take a noticeable part of the copy.
   */
  private static final int EXACT_ROWS = 10_000;

  private static final String CANDIDATES =
      """
      SELECT r.ctid, {bytes} FROM {heap} AS r WHERE {condition}
      ORDER BY r.ctid LIMIT {rows}""";

  /** Returns whether the progress of a checkpoint is that of a first load. */
  static boolean isProgress(List<String> progress) {
    return progress.size() == 2 && progress.get(0).equals(NEXT);
  }

  /** Returns the progress of a load whose next page begins at this place. */
  static List<String> progress(String next) {
    return List.of(NEXT, next);
  }

  /** Returns where the next page begins. The progress of a new load is empty. */
  static String next(List<String> progress) {
    return progress.isEmpty() ? FIRST : progress.get(1);
  }

  /** Returns a condition for the rows {@code r} of all pages before this place. */
  static String before(String place) {
    return "r.ctid < '%s'::tid".formatted(place);
  }

  /**
   * Returns where the next page begins; empty if this page has all remaining rows. A page has about
   * {@link BatchSize#rows} rows. It reads at most {@link BatchSize#bytes} of the table's blocks. If
   * the table has TOASTed values, the sizes of the rows are measured, and count too.
   */
  Optional<String> end() throws SQLException {
    HeapFiles files = HeapFiles.read(task);
    long first = Long.parseLong(place(from).group(1));
    long count = files.blocksOf(task.size(), first);
    if (task.size().rows() <= EXACT_ROWS || files.isWide(task.size())) {
      Optional<String> row = afterRow(first + count);
      if (row.isPresent()) {
        return row;
      }
    } else {
      files.measure(task.measured(), first, count);
    }
    return first + count >= files.end()
        ? Optional.empty()
        : Optional.of("(%d,0)".formatted(first + count));
  }

  /** Measures rows up to a block. Returns the place after the last row that fits. */
  private Optional<String> afterRow(long block) throws SQLException {
    String candidates =
        SqlTemplate.of(CANDIDATES)
            .with("bytes", BatchSize.bytesOf(task.columns().measured(task.table())))
            .with("heap", Sql.table(task.table().source()))
            .with("condition", rows(Optional.of("(%d,0)".formatted(block))))
            .with("rows", task.size().rows())
            .sql();
    return task.size()
        .end(task, List.of("ctid"), candidates)
        .map(end -> place(end.position().get(0)))
        .map(row -> "(%s,%d)".formatted(row.group(1), Integer.parseInt(row.group(2)) + 1));
  }

  /** Appends the page's rows to the Iceberg table. Returns how many it appended. */
  long append(Optional<String> end) throws SQLException {
    return ranges.isEmpty() ? 0 : new IcebergTableWriter(task).appendWhere(rows(end));
  }

  /**
   * Returns a condition for the page's rows {@code r}. PostgreSQL cannot use an index for IS TRUE.
   * Otherwise it might read rows by the index on the transaction id, in random order.
   */
  private String rows(Optional<String> end) {
    return SqlTemplate.of("r.ctid >= '{from}'::tid{upTo} AND ({ranges}) IS TRUE")
        .with("from", from)
        .with("upTo", end.map(place -> " AND " + before(place)).orElse(""))
        .with("ranges", XidRange.condition("r." + Sql.identifier(column), ranges))
        .sql();
  }

  private static Matcher place(String tid) {
    Matcher place = PLACE.matcher(tid);
    if (!place.matches()) {
      throw new IllegalStateException("Not a place in a heap table: " + tid);
    }
    return place;
  }
}
