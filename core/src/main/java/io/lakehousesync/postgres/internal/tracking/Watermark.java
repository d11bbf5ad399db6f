package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.capture.ChangeQueue;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.sql.Queries;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a verification can expect of an Iceberg table at this moment. Rows that were copied must be
 * in the table. The keys of rows that were not copied yet lie beyond the watermark. A verification
 * leaves out these keys on both sides.
 *
 * @param copied an SQL condition for the copied rows of the heap table {@code r}
 * @param queue a query for further keys beyond the watermark; empty if this kind of tracking has no
 *     such query. The heap table may not have rows with these keys any more. The query has the
 *     columns of {@link ChangeQueue#columns}
 * @param keepsHistory whether older versions of a row stay in the Iceberg table
 * @param blocked why nothing can be compared now; empty if the tables can be compared
 */
public record Watermark(
    String copied, Optional<String> queue, boolean keepsHistory, Optional<String> blocked) {

  /** Returns the watermark of a tracking without a queue. */
  static Watermark of(CopyTask task, Optional<String> copied, boolean keepsHistory)
      throws SQLException {
    return new Watermark(
        copied.orElse("false"),
        Optional.empty(),
        keepsHistory,
        copied.isPresent() ? Optional.empty() : unknown(task));
  }

  /**
   * Returns why nothing can be compared; empty if the tables can be compared. Nothing can be
   * compared if no row was copied, but the Iceberg table has rows. Without this check, these rows
   * would count as beyond the watermark, and would not be reported.
   */
  private static Optional<String> unknown(CopyTask task) throws SQLException {
    return Queries.hasRows(task.connection(), task.table().target())
        ? Optional.of(
            "%s has rows, and no checkpoint says which rows of %s were copied into it. Nothing can be compared before the next copy."
                .formatted(task.table().target(), task.table().source()))
        : Optional.empty();
  }
}
