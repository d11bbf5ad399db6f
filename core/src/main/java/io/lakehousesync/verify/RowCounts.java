package io.lakehousesync.verify;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The numbers of rows of a table, counted in one snapshot of the database. Immutable. */
public final class RowCounts {
  private final long heapRows;
  private final long icebergRows;
  private final OptionalLong pendingRows;

  private RowCounts(long heapRows, long icebergRows, OptionalLong pendingRows) {
    this.heapRows = heapRows;
    this.icebergRows = icebergRows;
    this.pendingRows = Objects.requireNonNull(pendingRows, "pendingRows");
  }

  /** Returns the counts; {@code pendingRows} is empty if they are not known. */
  public static RowCounts of(long heapRows, long icebergRows, OptionalLong pendingRows) {
    return new RowCounts(heapRows, icebergRows, pendingRows);
  }

  /** Returns the number of rows of the heap table, without those that do not pass its filter. */
  public long heapRows() {
    return heapRows;
  }

  /** Returns the number of rows of the Iceberg table. */
  public long icebergRows() {
    return icebergRows;
  }

  /**
   * Returns the number of rows that wait for the next copy: inserted, updated and deleted rows.
   * Empty if the tracking does not record them (a comparison), or if the next copy has to replace
   * all rows. If the table has a filter, changed rows that do not pass it are not counted, although
   * the next copy may delete some of them from the Iceberg table.
   */
  public OptionalLong pendingRows() {
    return pendingRows;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowCounts that
        && heapRows == that.heapRows
        && icebergRows == that.icebergRows
        && pendingRows.equals(that.pendingRows);
  }

  @Override
  public int hashCode() {
    return Objects.hash(heapRows, icebergRows, pendingRows);
  }

  @Override
  public String toString() {
    return "heap_rows=%d iceberg_rows=%d pending_rows=%s"
        .formatted(
            heapRows, icebergRows, pendingRows.isPresent() ? pendingRows.getAsLong() : "unknown");
  }
}
