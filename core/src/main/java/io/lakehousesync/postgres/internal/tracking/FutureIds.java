package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.XidObjects;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Transaction ids of rows and tombstones that this cluster has not assigned yet. They come from a
 * restore from another cluster. No copy would see such rows, until the cluster reaches their ids.
 */
final class FutureIds {
  /** The highest id of a row or a tombstone, if it is not below those that were assigned. */
  private static final String HIGHEST =
      """
      SELECT highest::text FROM (
        SELECT greatest((SELECT max({column}) FROM {heap}), (SELECT max(sync_xid) FROM {tombstones}))
          AS highest) AS ids
      WHERE highest >= pg_snapshot_xmax(pg_current_snapshot())
      """;

  private FutureIds() {}

  /** Returns one sentence that names the highest of these ids; empty if there are none. */
  static Optional<String> problem(CopyTask task, String column) throws SQLException {
    return highest(task.connection(), new XidObjects(task.table(), task.columns(), column))
        .map(
            id ->
                "%s has rows or tombstones with transaction ids up to %s, which this cluster has not assigned yet (a restore from another cluster)."
                    .formatted(task.table().source(), id));
  }

  /** Returns whether a new baseline must give the rows other ids. */
  static boolean mustBeRenumbered(Connection connection, XidObjects objects) throws SQLException {
    return Queries.exists(connection, "to_regclass", objects.tombstones())
        && objects.columns().heap().containsKey(objects.column())
        && highest(connection, objects).isPresent();
  }

  /** Compares the ids in one statement, because only that is exact. */
  private static Optional<String> highest(Connection connection, XidObjects objects)
      throws SQLException {
    return Queries.value(
        connection,
        SqlTemplate.of(HIGHEST)
            .with("column", Sql.identifier(objects.column()))
            .with("heap", Sql.table(objects.table().source()))
            .with("tombstones", objects.tombstones())
            .sql());
  }
}
