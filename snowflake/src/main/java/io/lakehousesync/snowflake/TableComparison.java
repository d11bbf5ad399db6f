package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.snowflake.JdbcStatements.Row;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Compares an Iceberg table: where it reads its files, and whose. By the directory of its metadata,
 * as a refresher without a reader does: an older snapshot of the same table is no difference, for
 * refreshes are not the set-up's. What a role that does not own the table may not see is not
 * compared.
 *
 * @param properties what SHOW says of a table that is as the set-up makes it
 * @param location a metadata file of the Iceberg table that it should serve
 */
record TableComparison(
    SnowflakeName table, Map<String, String> properties, MetadataLocation location)
    implements MakeObject.Comparison {
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
    return "it serves %s, which belongs to another Iceberg table than %s: was that one created anew in PostgreSQL? To follow, %s"
        .formatted(served, location, Replacement.CURE);
  }
}
