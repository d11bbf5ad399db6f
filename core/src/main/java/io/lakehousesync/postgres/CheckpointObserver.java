package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.report.CheckpointStatus;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Reads the checkpoints of tables, including tables that other hosts copy. Changes nothing.
 * Thread-safe.
 */
public final class CheckpointObserver {
  private static final String QUERY =
      """
      SELECT target, updated_at, goal IS NOT NULL FROM %s WHERE target = ANY (?)
      """
          .formatted(Checkpoints.TABLE);

  private final Transactions transactions;

  private CheckpointObserver(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /** Returns an observer of the database that {@code dataSource} connects to. */
  public static CheckpointObserver of(DataSource dataSource) {
    return new CheckpointObserver(dataSource);
  }

  /**
   * Reads the checkpoints of all tables with one query.
   *
   * @return an entry for each table that has a checkpoint
   * @throws NotAppliedException if the query failed
   */
  public Map<SyncTable, CheckpointStatus> read(Collection<SyncTable> tables) {
    return transactions.run("Query of the checkpoints", connection -> read(connection, tables));
  }

  private static Map<SyncTable, CheckpointStatus> read(
      Connection connection, Collection<SyncTable> tables) throws SQLException {
    Map<SyncTable, CheckpointStatus> found = new HashMap<>();
    if (!Queries.exists(connection, "to_regclass", Checkpoints.TABLE)) {
      return found;
    }
    Map<String, SyncTable> byTarget = new HashMap<>();
    tables.forEach(table -> byTarget.put(table.target().toString(), table));
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setArray(1, connection.createArrayOf("text", byTarget.keySet().toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          SyncTable table = byTarget.get(rows.getString(1));
          if (table != null) {
            found.put(
                table, new CheckpointStatus(rows.getTimestamp(2).toInstant(), rows.getBoolean(3)));
          }
        }
      }
    }
    return found;
  }
}
