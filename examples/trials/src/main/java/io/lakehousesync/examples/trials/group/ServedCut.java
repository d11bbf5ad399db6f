package io.lakehousesync.examples.trials.group;

import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The newest cut that the catalog serves, and whether it serves the tables at this cut or later.
 */
final class ServedCut {
  private final Services services;
  private final String cuts;
  private final SnowflakeRefresher refresher;

  ServedCut(Services services, ServiceOptions options) {
    this.services = services;
    this.cuts = options.snowflakeSchema() + ".TOGETHER_CUTS";
    this.refresher = GroupSync.refresher(services, options);
  }

  /**
   * Reads the newest cut, and then what the catalog serves.
   *
   * @return a table that is older than the cut; empty if no table is
   */
  Optional<String> older() throws SQLException {
    try (Connection connection = services.snowflake().getConnection()) {
      long cut = SumReader.number(connection, "SELECT MAX(cut_id) FROM " + cuts);
      Map<TableName, MetadataLocation> snapshots = snapshots(connection, cut);
      for (SyncTable table : GroupSync.GROUP.tables()) {
        MetadataLocation wanted = snapshots.get(table.target());
        Optional<MetadataLocation> served = refresher.served(table);
        if (wanted == null || served.filter(file -> file.includes(wanted)).isEmpty()) {
          return Optional.of(
              "%s serves %s, and cut %d has %s".formatted(table, served, cut, wanted));
        }
      }
      return Optional.empty();
    }
  }

  private Map<TableName, MetadataLocation> snapshots(Connection connection, long cut)
      throws SQLException {
    Map<TableName, MetadataLocation> snapshots = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT table_name, metadata_location FROM %s WHERE table_name IS NOT NULL AND cut_id = %d"
                    .formatted(cuts, cut))) {
      while (rows.next()) {
        snapshots.put(TableName.parse(rows.getString(1)), new MetadataLocation(rows.getString(2)));
      }
    }
    return snapshots;
  }
}
