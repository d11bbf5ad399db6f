package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Refuses a second Iceberg table for a heap table whose tracking {@linkplain
 * io.lakehousesync.table.ChangeTracking#servesOneTarget serves only one Iceberg table}. The
 * checkpoints show the first Iceberg table, even if another host copies it.
 */
public final class OneTarget {
  private static final String OTHERS =
      """
      SELECT c.target FROM {checkpoints} AS c JOIN pg_control_system() AS s USING (system_identifier)
      WHERE c.source_oid = {heap} AND split_part(c.tracking, ':', 1) = {kind} AND c.target <> {target}
      ORDER BY c.target LIMIT 1
      """;

  /**
   * The first copies of a heap table into two Iceberg tables may begin at the same time. With this
   * lock, the second copy waits until the first copy has ended, and then sees the checkpoint of the
   * first copy.
   */
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('lakehouse_sync:first copy of ' || ?, 0))";

  private OneTarget() {}

  /** Returns why the table cannot be copied and what to do; empty if it can be copied. */
  public static List<String> problems(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    if (!table.tracking().servesOneTarget()
        || columns.heap().isEmpty()
        || !Queries.exists(connection, "to_regclass", Checkpoints.TABLE)) {
      return List.of();
    }
    String kind = table.tracking().kind().id();
    String others =
        SqlTemplate.of(OTHERS)
            .with("checkpoints", Checkpoints.TABLE)
            .with("heap", columns.heapOid())
            .with("kind", Sql.literal(kind))
            .with("target", Sql.literal(table.target().toString()))
            .sql();
    return Queries.values(connection, others).stream()
        .map(
            first ->
                ("%1$s is already copied into %2$s with %3$s tracking, and a change that is copied into"
                        + " %4$s would be lost for %2$s. Track this table by xid(). If %2$s is not copied any more,"
                        + " run its teardown (PgLakeSetup.teardown), and then the set-up of this"
                        + " table.")
                    .formatted(table.source(), first, kind, table.target()))
        .toList();
  }

  /**
   * Stops the first copy of a table if the heap table has another Iceberg table.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if there is another Iceberg table
   */
  public static void require(CopyTask task) throws SQLException {
    try (PreparedStatement lock = task.connection().prepareStatement(LOCK)) {
      lock.setString(1, task.columns().heapOid());
      lock.execute();
    }
    Preconditions.requireNone(
        task.table(), problems(task.connection(), task.table(), task.columns()));
  }
}
