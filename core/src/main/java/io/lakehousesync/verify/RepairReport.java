package io.lakehousesync.verify;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a repair did. Its {@link #toString()} is one line for a log. Immutable. */
public final class RepairReport {
  private final SyncTable table;
  private final long deletedRows;
  private final long insertedRows;
  private final long differed;
  private final List<Difference> remaining;
  private final @Nullable RefreshResult refresh;
  private final @Nullable LakehouseSyncException refreshFailure;

  private RepairReport(Builder builder) {
    table = builder.table;
    deletedRows = builder.deletedRows;
    insertedRows = builder.insertedRows;
    differed = builder.differed;
    remaining = builder.remaining;
    refresh = builder.refresh;
    refreshFailure = builder.refreshFailure;
  }

  /**
   * Returns a new builder.
   *
   * @param table the table that was repaired
   */
  public static Builder builder(SyncTable table) {
    return new Builder(table);
  }

  /** Returns the table. */
  public SyncTable table() {
    return table;
  }

  /** Returns how many rows were deleted from the Iceberg table. */
  public long deletedRows() {
    return deletedRows;
  }

  /** Returns how many rows of the heap table were copied into the Iceberg table. */
  public long insertedRows() {
    return insertedRows;
  }

  /**
   * Returns how many keys of the plan still differed before the repair. The repair skipped the
   * other keys.
   */
  public long differed() {
    return differed;
  }

  /** Returns the differences that are left after the repair, for the keys of the plan. */
  public List<Difference> remaining() {
    return remaining;
  }

  /**
   * Returns the result of the refresh of the catalog; empty if there was no refresh, or if the
   * refresh failed.
   */
  public Optional<RefreshResult> refresh() {
    return Optional.ofNullable(refresh);
  }

  /**
   * Returns why the refresh failed; empty if it did not fail. The type of the exception
   * distinguishes two cases: the catalog was not refreshed, or the outcome is unknown. The repaired
   * rows are committed in any case, and the next run of the sync refreshes the catalog.
   */
  public Optional<LakehouseSyncException> refreshFailure() {
    return Optional.ofNullable(refreshFailure);
  }

  @Override
  public String toString() {
    return "repaired %s keys=%d deleted_rows=%d inserted_rows=%d remaining=%d%s"
        .formatted(
            table,
            differed,
            deletedRows,
            insertedRows,
            remaining.size(),
            refresh()
                .map(result -> " catalog=" + word(result))
                .or(() -> refreshFailure().map(e -> " catalog=failed"))
                .orElse(""));
  }

  private static String word(RefreshResult result) {
    if (result instanceof RefreshResult.Refreshed) {
      return "refreshed";
    }
    return result instanceof RefreshResult.Unchanged ? "unchanged" : "none";
  }

  /** Builds a {@link RepairReport}. Not thread-safe. */
  public static final class Builder {
    private final SyncTable table;
    private long deletedRows;
    private long insertedRows;
    private long differed;
    private List<Difference> remaining = List.of();
    private @Nullable RefreshResult refresh;
    private @Nullable LakehouseSyncException refreshFailure;

    private Builder(SyncTable table) {
      this.table = Objects.requireNonNull(table, "table");
    }

    /** Sets how many rows were deleted. Default: 0. */
    public Builder deletedRows(long deletedRows) {
      this.deletedRows = deletedRows;
      return this;
    }

    /** Sets how many rows were inserted. Default: 0. */
    public Builder insertedRows(long insertedRows) {
      this.insertedRows = insertedRows;
      return this;
    }

    /** Sets how many keys still differed before the repair. Default: 0. */
    public Builder differed(long differed) {
      this.differed = differed;
      return this;
    }

    /** Sets what still differs after the repair. Default: nothing. */
    public Builder remaining(List<Difference> remaining) {
      this.remaining = List.copyOf(remaining);
      return this;
    }

    /** Sets the result of the refresh. Default: there was no refresh. */
    public Builder refresh(@Nullable RefreshResult refresh) {
      this.refresh = refresh;
      return this;
    }

    /** Sets why the refresh failed. Default: it did not fail. */
    public Builder refreshFailure(@Nullable LakehouseSyncException refreshFailure) {
      this.refreshFailure = refreshFailure;
      return this;
    }

    /** Builds the report. */
    public RepairReport build() {
      return new RepairReport(this);
    }
  }
}
