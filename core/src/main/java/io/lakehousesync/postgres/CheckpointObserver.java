package io.lakehousesync.postgres;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Looks at how far tables were copied, by whichever host, and changes nothing. Thread-safe. */
public final class CheckpointObserver {
  private static final String LOOK =
      """
      SELECT target, updated_at, goal IS NOT NULL FROM %s WHERE target = ANY (?)
      """
          .formatted(Checkpoints.TABLE);

  private final Transactions transactions;

  private CheckpointObserver(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /** An observer of the database that {@code dataSource} connects to. */
  public static CheckpointObserver of(DataSource dataSource) {
    return new CheckpointObserver(dataSource);
  }

  /**
   * Looks at all tables with one query.
   *
   * @return an entry for each table that has a checkpoint
   * @throws NotAppliedException if the database could not be asked
   */
  public Map<SyncTable, CheckpointStatus> look(Collection<SyncTable> tables) {
    return transactions.run("Look at the checkpoints", connection -> look(connection, tables));
  }

  private static Map<SyncTable, CheckpointStatus> look(
      Connection connection, Collection<SyncTable> tables) throws SQLException {
    Map<SyncTable, CheckpointStatus> found = new HashMap<>();
    if (!Catalog.exists(connection, "to_regclass", Checkpoints.TABLE)) {
      return found;
    }
    Map<String, SyncTable> byTarget = new HashMap<>();
    tables.forEach(table -> byTarget.put(table.target().toString(), table));
    try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
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
