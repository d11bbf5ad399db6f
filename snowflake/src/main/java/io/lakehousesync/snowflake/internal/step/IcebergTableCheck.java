package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.refresh.JdbcSnowflakeClient;
import io.lakehousesync.snowflake.internal.refresh.TableReplacement;
import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.spi.MetadataLocation;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Compares an Iceberg table in Snowflake with the plan: its volume, its catalog, and the directory
 * of its metadata. An older snapshot of the same table is not a difference, because the set-up does
 * not refresh. A role that does not own the table cannot see all properties of the table. The check
 * compares only the properties that the role can see.
 *
 * @param properties the properties that SHOW lists for a table that the set-up created
 * @param location a metadata file of the Iceberg table that the table should serve
 */
public record IcebergTableCheck(
    SnowflakeName table, Map<String, String> properties, MetadataLocation location)
    implements CreateObject.Comparison {
  @Override
  public Optional<String> difference(JdbcStatements snowflake, Row row) throws SQLException {
    Optional<String> difference = Describe.difference(row, properties);
    return difference.isPresent()
        ? difference
        : new JdbcSnowflakeClient(snowflake)
            .served(table)
            .filter(served -> !served.directory().equals(location.directory()))
            .map(this::anotherTable);
  }

  private String anotherTable(MetadataLocation served) {
    return "it serves %s. This file belongs to another Iceberg table than %s. Was the Iceberg table recreated in PostgreSQL? To serve the new table, %s"
        .formatted(served, location, TableReplacement.ADVICE);
  }
}
