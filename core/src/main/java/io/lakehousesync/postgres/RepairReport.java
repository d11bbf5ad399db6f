package io.lakehousesync.postgres;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a repair did. Its {@link #toString()} is one line for a log.
 *
 * @param table the table
 * @param deletedRows rows that were deleted from the Iceberg table
 * @param insertedRows rows of the heap table that were copied into it
 * @param differed keys that still differed when their turn came; those that did not were left alone
 * @param remaining what still differs under these keys
 * @param refresh what came of the refresh of the catalog; empty if there was none, or it failed
 * @param refreshFailure why the catalog was not refreshed, or is not known to be: the rows are
 *     committed all the same, and the next sync refreshes it. Empty if it did not fail
 */
public record RepairReport(
    SyncTable table,
    long deletedRows,
    long insertedRows,
    long differed,
    List<Difference> remaining,
    Optional<RefreshResult> refresh,
    Optional<LakehouseSyncException> refreshFailure) {
  /** Copies the list. */
  public RepairReport {
    Objects.requireNonNull(table, "table");
    remaining = List.copyOf(remaining);
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
            refresh
                .map(result -> " catalog=" + word(result))
                .or(() -> refreshFailure.map(e -> " catalog=failed"))
                .orElse(""));
  }

  private static String word(RefreshResult result) {
    if (result instanceof RefreshResult.Refreshed) {
      return "refreshed";
    }
    return result instanceof RefreshResult.Unchanged ? "unchanged" : "none";
  }
}
