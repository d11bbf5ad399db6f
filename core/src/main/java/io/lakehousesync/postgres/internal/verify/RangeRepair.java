package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.RowFilter;
import io.lakehousesync.postgres.internal.tracking.SchemaFollower;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Iceberg table equal to the heap table for some keys, inside of a transaction that holds
 * the table's lock. The checkpoint does not change. A repair inserts a heap row only if the row
 * counts as copied. Therefore the next copy copies later changes exactly once.
 *
 * <p>A repair first compares the keys again. If a heap row changes after this comparison, the row
 * is beyond the watermark, and the next copy copies it.
 */
public record RangeRepair(TableComparison comparison) {
  /** What a repair did. */
  public record Result(long differed, long deleted, long inserted, List<Difference> remaining) {
    /** Nothing was done. */
    public static final Result NOTHING = new Result(0, 0, 0, List.of());

    /** Returns whether rows of the Iceberg table were deleted or inserted. */
    public boolean changedRows() {
      return deleted > 0 || inserted > 0;
    }

    /** Returns the sum of this result and another one. */
    public Result plus(Result other) {
      List<Difference> all = new ArrayList<>(remaining);
      all.addAll(other.remaining);
      return new Result(
          differed + other.differed, deleted + other.deleted, inserted + other.inserted, all);
    }
  }

  /**
   * Repairs the keys of these differences. Skips keys that do not differ any more.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if the columns are not those of the
   *     last copy, for example because a column was renamed. A repair would write values into
   *     columns that the next copy renames, or write null into columns that this configuration
   *     leaves out
   */
  public Result repair(List<Difference> planned) throws SQLException {
    CopyTask task = comparison.task();
    if (new SchemaFollower(task, comparison.tracker()).othersCopied()) {
      Preconditions.requireNone(
          "Repair of " + task.table(),
          List.of(
              "The columns are not those of the last copy. Let the sync copy the table first, and"
                  + " repair it with the configuration of the sync."));
    }
    RowFilter rows = comparison.rows(planned.stream().map(Difference::key).toList());
    List<Difference> differences = comparison.differences(rows, planned.size());
    if (differences.isEmpty()) {
      return Result.NOTHING;
    }
    Result done = Result.NOTHING;
    for (List<Difference> part : parts(differences)) {
      done = done.plus(replace(part));
    }
    return done.plus(new Result(0, 0, 0, comparison.differences(rows, planned.size())));
  }

  /**
   * Returns the differences that are repaired together. In an archive without a key, each set of
   * equal rows is repaired alone, so that each can be checked to have all its rows again.
   */
  private List<List<Difference>> parts(List<Difference> differences) {
    return isArchive() && comparison.key().isEmpty()
        ? differences.stream().map(List::of).toList()
        : List.of(differences);
  }

  private boolean isArchive() {
    return comparison.task().table().deletes() == Deletes.KEEP;
  }

  private Result replace(List<Difference> differences) throws SQLException {
    List<List<@Nullable String>> delete = keys(differences, true);
    List<List<@Nullable String>> insert = keys(differences, false);
    IcebergTableWriter iceberg = new IcebergTableWriter(comparison.task());
    long deleted = delete.isEmpty() ? 0 : iceberg.delete(comparison.rows(delete));
    long inserted =
        insert.isEmpty()
            ? 0
            : iceberg.appendWhere(comparison.rows(insert), comparison.watermark().copied());
    if (!comparison.hasVersions()) {
      iceberg.requireKept(inserted, comparison.key().isEmpty() ? deleted : insert.size());
    }
    return new Result(differences.size(), deleted, inserted, List.of());
  }

  /**
   * Returns the keys whose rows are to be deleted, or the keys whose rows are to be inserted.
   * Usually these are the same keys. If the Iceberg table keeps older versions of rows, rows are
   * deleted only for keys that the heap table does not have. If the table has no key, a difference
   * is a set of equal rows. All rows of the set are deleted and inserted again.
   */
  private List<List<@Nullable String>> keys(List<Difference> differences, boolean delete) {
    Stream<Difference> chosen =
        comparison.hasVersions()
            ? differences.stream().filter(d -> (d.kind() == Kind.EXTRA) == delete)
            : differences.stream();
    return chosen.map(Difference::key).toList();
  }
}
