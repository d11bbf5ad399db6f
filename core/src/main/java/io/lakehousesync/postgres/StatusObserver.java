package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.status.StatusTable;
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
 * Reads how fresh and how verified tables are, from the table {@code lakehouse_sync.status} that
 * {@link StatusRecorder} writes. Changes nothing. Thread-safe.
 */
public final class StatusObserver {
  private final Transactions transactions;

  private StatusObserver(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /** Returns an observer of the database that {@code dataSource} connects to. */
  public static StatusObserver of(DataSource dataSource) {
    return new StatusObserver(dataSource);
  }

  /**
   * Reads the status of all tables with one query.
   *
   * @return an entry for each table whose status a host has written. Empty if {@code
   *     lakehouse_sync.status} does not exist, or this role may not read it
   * @throws NotAppliedException if the query failed
   */
  public Map<SyncTable, RecordedStatus> read(Collection<SyncTable> tables) {
    return transactions.run("Query of the status", connection -> read(connection, tables));
  }

  private static Map<SyncTable, RecordedStatus> read(
      Connection connection, Collection<SyncTable> tables) throws SQLException {
    Map<SyncTable, RecordedStatus> found = new HashMap<>();
    if (!StatusTable.isReadable(connection)) {
      return found;
    }
    Map<String, SyncTable> byTarget = new HashMap<>();
    tables.forEach(table -> byTarget.put(table.target().toString(), table));
    try (PreparedStatement statement = connection.prepareStatement(StatusTable.READ)) {
      statement.setArray(1, connection.createArrayOf("text", byTarget.keySet().toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          SyncTable table = byTarget.get(rows.getString("target"));
          if (table != null && table.source().toString().equals(rows.getString("source"))) {
            found.put(table, new RecordedStatus(table, rows));
          }
        }
      }
    }
    return found;
  }
}
