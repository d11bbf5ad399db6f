package io.lakehousesync.postgres;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Finds metadata locations in pg_lake's view {@code iceberg_tables}, which moves with the commit of
 * the rows: what it shows is committed, and is the newest. One query for all tables.
 *
 * <p>Thread-safe. A call takes one connection from the data source and gives it back.
 */
public final class IcebergTablesLocator implements MetadataLocator {
  /** The view shows an odd schema name in quotes, and a table name without. */
  private static final String QUERY =
      """
      SELECT wanted.schema, wanted.name, t.metadata_location
      FROM unnest(?::text[], ?::text[]) AS wanted (schema, name)
      JOIN iceberg_tables AS t
        ON t.catalog_name = current_database()
       AND t.table_namespace IN (wanted.schema, quote_ident(wanted.schema))
       AND t.table_name = wanted.name
      """;

  private final DataSource dataSource;

  private IcebergTablesLocator(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** A locator over the database that {@code dataSource} connects to. */
  public static IcebergTablesLocator of(DataSource dataSource) {
    return new IcebergTablesLocator(dataSource);
  }

  @Override
  public Map<TableName, MetadataLocation> locate(Collection<TableName> icebergTables) {
    Object[] schemas = icebergTables.stream().map(TableName::schema).toArray();
    Object[] names = icebergTables.stream().map(TableName::name).toArray();
    Map<TableName, MetadataLocation> found = new HashMap<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(QUERY)) {
      // With autocommit off we would leave a transaction open, and might read in an old one.
      connection.setAutoCommit(true);
      statement.setArray(1, connection.createArrayOf("text", schemas));
      statement.setArray(2, connection.createArrayOf("text", names));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(
              new TableName(rows.getString(1), rows.getString(2)),
              new MetadataLocation(rows.getString(3)));
        }
      }
    } catch (SQLException e) {
      throw notFound(e);
    }
    return found;
  }

  private static NotAppliedException notFound(SQLException e) {
    return new NotAppliedException(
        SqlState.canPass(e) ? Retry.SENSIBLE : Retry.POINTLESS,
        ("Look-up of metadata locations in iceberg_tables failed: %s (SQLSTATE %s). Rows that were"
                + " copied are committed; the catalog was not touched, the next run refreshes it. %s")
            .formatted(e.getMessage(), SqlState.of(e), SqlState.advice(e)),
        e);
  }
}
