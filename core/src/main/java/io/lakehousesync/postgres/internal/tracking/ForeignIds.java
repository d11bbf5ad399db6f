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
 * Transaction ids of rows and tombstones that no transaction of this cluster has had. Higher ids
 * come from a restore from another cluster: no copy would see such rows until this cluster reaches
 * their ids. Ids below 3 are never assigned: to the first copy, such rows would count as copied.
 */
final class ForeignIds {
  /** The highest or lowest id of a row or a tombstone, if no transaction here has had it. */
  private static final String FOREIGN =
      """
      SELECT id::text FROM (
        SELECT greatest((SELECT max({column}) FROM {heap}), (SELECT max(sync_xid) FROM {tombstones}))
        UNION ALL
        SELECT (SELECT min({column}) FROM {heap})) AS ids (id)
      WHERE id >= pg_snapshot_xmax(pg_current_snapshot()) OR id < '3'
      """;

  private ForeignIds() {}

  /** Returns one sentence that names one of these ids; empty if there are none. */
  static Optional<String> problem(CopyTask task, String column) throws SQLException {
    return foreign(task.connection(), new XidObjects(task.table(), task.columns(), column))
        .map(
            id ->
                "%s has rows or tombstones with the transaction id %s, which this cluster has not assigned (a restore from another cluster)."
                    .formatted(task.table().source(), id));
  }

  /** Returns whether a new baseline must give the rows other ids. */
  static boolean mustBeRenumbered(Connection connection, XidObjects objects) throws SQLException {
    return Queries.exists(connection, "to_regclass", objects.tombstones())
        && objects.columns().heap().containsKey(objects.column())
        && foreign(connection, objects).isPresent();
  }

  /** Compares the ids in one statement, because only that is exact. */
  private static Optional<String> foreign(Connection connection, XidObjects objects)
      throws SQLException {
    return Queries.value(
        connection,
        SqlTemplate.of(FOREIGN)
            .with("column", Sql.identifier(objects.column()))
            .with("heap", Sql.table(objects.table().source()))
            .with("tombstones", objects.tombstones())
            .sql());
  }
}
