package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.util.PSQLState;

/**
 * What a cut needs of a heap table, because all of its statements read one snapshot. PostgreSQL
 * finds the partitions of a table in the newest state of its catalog, and not in the snapshot.
 */
public final class GroupedHeap {
  /**
   * Views, foreign tables, and tables with children by INHERITS. A foreign table has no snapshot.
   * If a table of a view, or a child, gets a partition during the cut, this class does not find it.
   */
  private static final String OTHERS =
      """
      SELECT r.oid::regclass::text FROM pg_class AS r
      WHERE r.oid IN (SELECT {heap}::regclass::oid UNION SELECT relid::oid FROM pg_partition_tree({heap}))
        AND (r.relkind NOT IN ('r', 'p')
             OR r.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = r.oid))
      ORDER BY 1 LIMIT 1
      """;

  /**
   * The function reads the newest state of the catalog. The query on pg_inherits reads the
   * snapshot. A DETACH cannot end during the transaction, because it waits for the lock on the heap
   * table.
   */
  private static final String ATTACHED =
      """
      WITH RECURSIVE seen (oid) AS (
        SELECT {heap}::regclass::oid
        UNION SELECT i.inhrelid FROM seen JOIN pg_inherits AS i ON i.inhparent = seen.oid)
      SELECT relid::regclass::text FROM pg_partition_tree({heap})
      WHERE relid::oid NOT IN (SELECT oid FROM seen)
      ORDER BY 1 LIMIT 1
      """;

  private GroupedHeap() {}

  /** Returns why the heap table cannot be in a group, one sentence each; empty if it can. */
  public static List<String> problems(Connection connection, SyncTable table) throws SQLException {
    return Queries.values(connection, of(OTHERS, table)).stream()
        .map(
            relation ->
                ("%s is not a table, or it has children by INHERITS, and so it has no rows of one"
                        + " snapshot. Take %s out of the group.")
                    .formatted(relation, table.source()))
        .toList();
  }

  /**
   * Requires that no partition was attached since the snapshot of this transaction. Earlier
   * statements may have read the rows of such a partition.
   *
   * @throws SQLException with the SQLSTATE of a serialization failure, if the transaction must be
   *     repeated
   */
  public static void requireSamePartitions(Connection connection, SyncTable table)
      throws SQLException {
    List<String> attached = Queries.values(connection, of(ATTACHED, table));
    if (!attached.isEmpty()) {
      throw new SQLException(
          "Partition %s of %s was attached during the cut."
              .formatted(attached.get(0), table.source()),
          PSQLState.SERIALIZATION_FAILURE.getState());
    }
  }

  private static String of(String sql, SyncTable table) {
    return SqlTemplate.of(sql).with("heap", Sql.literal(Sql.table(table.source()))).sql();
  }
}
