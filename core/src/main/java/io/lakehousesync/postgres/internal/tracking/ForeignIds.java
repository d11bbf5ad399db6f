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
 * Finds transaction ids that this cluster has not assigned:
 *
 * <ul>
 *   <li>An id that is too high comes from another cluster: the row was restored from there. No copy
 *       would see the row until this cluster reaches the id.
 *   <li>PostgreSQL never assigns an id below 3. The first copy would treat a row with such an id as
 *       already copied.
 * </ul>
 */
final class ForeignIds {
  /**
   * Returns the highest id of the rows and tombstones, and the lowest id of the rows, if this
   * cluster has not assigned them. One statement reads the ids and the next id that the cluster
   * will assign. With two statements, the id of a transaction that began between them would look
   * like an id from another cluster.
   */
  private static final String FOREIGN =
      """
      SELECT id::text FROM (
        SELECT greatest((SELECT max({column}) FROM {heap}), (SELECT max(sync_xid) FROM {tombstones}))
        UNION ALL
        SELECT (SELECT min({column}) FROM {heap})) AS ids (id)
      WHERE id >= pg_snapshot_xmax(pg_current_snapshot()) OR id < '3'
      """;

  private ForeignIds() {}

  /** Returns one sentence that names such an id; empty if there is none. */
  static Optional<String> problem(CopyTask task, String column) throws SQLException {
    return foreign(task.connection(), new XidObjects(task.table(), task.columns(), column))
        .map(
            id ->
                "%s has rows or tombstones with the transaction id %s, which this cluster has not assigned (a restore from another cluster)."
                    .formatted(task.table().source(), id));
  }

  /**
   * Returns whether rows or tombstones have such ids, so that a new baseline must renumber the
   * rows.
   */
  static boolean mustBeRenumbered(Connection connection, XidObjects objects) throws SQLException {
    return Queries.exists(connection, "to_regclass", objects.tombstones())
        && objects.columns().heap().containsKey(objects.column())
        && foreign(connection, objects).isPresent();
  }

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
