package io.lakehousesync.postgres;

import io.lakehousesync.postgres.Difference.Kind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Iceberg table equal to the heap table under some keys, inside of a transaction that
 * holds the lock of the copy. The checkpoint stays as it is: only rows that it counts as copied are
 * inserted, so that what has changed since comes with the next copy, once.
 *
 * <p>What differs is looked at again here. A heap row may change between that look and the
 * statements that follow; then it is beyond the watermark, and the next copy brings it.
 */
record RangeRepair(SideBySide sides) {
  /** What was done. */
  record Done(long differed, long deleted, long inserted, List<Difference> remaining) {
    static final Done NOTHING = new Done(0, 0, 0, List.of());

    Done plus(Done other) {
      List<Difference> all = new ArrayList<>(remaining);
      all.addAll(other.remaining);
      return new Done(
          differed + other.differed, deleted + other.deleted, inserted + other.inserted, all);
    }
  }

  Done repair(List<Difference> planned) throws SQLException {
    RowFilter looked = sides.rows(planned.stream().map(Difference::key).toList());
    List<Difference> differences = sides.differences(looked, planned.size());
    if (differences.isEmpty()) {
      return Done.NOTHING;
    }
    List<List<@Nullable String>> delete = keys(differences, true);
    List<List<@Nullable String>> insert = keys(differences, false);
    long deleted = delete.isEmpty() ? 0 : delete(sides.rows(delete));
    long inserted = insert.isEmpty() ? 0 : insert(sides.rows(insert));
    return new Done(
        differences.size(), deleted, inserted, sides.differences(looked, planned.size()));
  }

  /**
   * The keys whose rows are to be deleted, or to be inserted. Where the Iceberg table keeps older
   * versions, rows of a key that the heap table has are never deleted; without a key, those that
   * differ are equal rows, too few of them.
   */
  private List<List<@Nullable String>> keys(List<Difference> differences, boolean delete) {
    boolean keepsVersions = sides.watermark().keepsHistory() && !sides.key().isEmpty();
    Stream<Difference> chosen =
        keepsVersions
            ? differences.stream().filter(d -> (d.kind() == Kind.EXTRA) == delete)
            : differences.stream();
    return chosen.map(Difference::key).toList();
  }

  private long delete(RowFilter filter) throws SQLException {
    return execute(
        "DELETE FROM %s AS r WHERE %s"
            .formatted(Sql.table(sides.task().table().target()), filter.iceberg()),
        filter);
  }

  private long insert(RowFilter filter) throws SQLException {
    CopyTask task = sides.task();
    String list =
        Sql.columns(
            task.columns().toCopy(task.table()).stream()
                .filter(task.columns().heap()::containsKey)
                .toList());
    return execute(
        "INSERT INTO %s (%s) SELECT %s FROM %s AS r WHERE (%s) AND (%s)"
            .formatted(
                Sql.table(task.table().target()),
                list,
                list,
                Sql.table(task.table().source()),
                filter.heap(),
                sides.watermark().copied()),
        filter);
  }

  private long execute(String sql, RowFilter filter) throws SQLException {
    try (PreparedStatement statement = sides.task().connection().prepareStatement(sql)) {
      filter.bind(statement, 1);
      return statement.executeLargeUpdate();
    }
  }
}
