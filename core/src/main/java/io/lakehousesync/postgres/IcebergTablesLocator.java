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
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds metadata locations in pg_lake's view {@code iceberg_tables}, which moves with the commit of
 * the rows: what it shows is committed, and is the newest. One query for all tables.
 *
 * <p>{@link #withNewest} keeps other hosts out by an advisory lock on the Iceberg table's name. It
 * holds its connection while the action runs, in a transaction that has no snapshot, and so holds
 * up no vacuum.
 *
 * <p>Thread-safe. A call takes one connection from the data source and gives it back.
 */
public final class IcebergTablesLocator implements MetadataLocator {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergTablesLocator.class);

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

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

  /**
   * For this transaction only. READ COMMITTED, so that the look-up sees what was committed while we
   * waited for the lock; and an idle transaction is not ended while the catalog is being refreshed.
   */
  private static final String SETTINGS =
      """
      SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
      SET LOCAL lock_timeout = %d;
      SET LOCAL idle_in_transaction_session_timeout = 0
      """;

  private static final String ONE_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('lakehouse_sync refresh:' || ?, 0))";

  private final DataSource dataSource;
  private final Duration lockTimeout;

  /**
   * @param lockTimeout how long to wait for another host that refreshes the same table
   */
  IcebergTablesLocator(DataSource dataSource, Duration lockTimeout) {
    this.dataSource = dataSource;
    this.lockTimeout = lockTimeout;
  }

  /** A locator over the database that {@code dataSource} connects to. */
  public static IcebergTablesLocator of(DataSource dataSource) {
    return new IcebergTablesLocator(dataSource, LOCK_TIMEOUT);
  }

  @Override
  public Map<TableName, MetadataLocation> locate(Collection<TableName> icebergTables) {
    try (Connection connection = dataSource.getConnection()) {
      // With autocommit off we would leave a transaction open, and might read in an old one.
      connection.setAutoCommit(true);
      return locate(connection, icebergTables);
    } catch (SQLException e) {
      throw notFound(e);
    }
  }

  private static Map<TableName, MetadataLocation> locate(
      Connection connection, Collection<TableName> icebergTables) throws SQLException {
    Object[] schemas = icebergTables.stream().map(TableName::schema).toArray();
    Object[] names = icebergTables.stream().map(TableName::name).toArray();
    Map<TableName, MetadataLocation> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setArray(1, connection.createArrayOf("text", schemas));
      statement.setArray(2, connection.createArrayOf("text", names));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(
              new TableName(rows.getString(1), rows.getString(2)),
              new MetadataLocation(rows.getString(3)));
        }
      }
    }
    return found;
  }

  @Override
  public void withNewest(TableName icebergTable, Consumer<MetadataLocation> action) {
    Connection connection = begin();
    try {
      action.accept(lockAndLocate(connection, icebergTable));
    } finally {
      end(connection, icebergTable);
    }
  }

  private Connection begin() {
    try {
      Connection connection = dataSource.getConnection();
      try {
        connection.setAutoCommit(false);
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw notFound(e);
    }
  }

  private MetadataLocation lockAndLocate(Connection connection, TableName icebergTable) {
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute(SETTINGS.formatted(lockTimeout.toMillis()));
      }
      lock(connection, icebergTable);
      MetadataLocation newest = locate(connection, List.of(icebergTable)).get(icebergTable);
      if (newest == null) {
        throw MetadataLocator.missing(icebergTable);
      }
      return newest;
    } catch (SQLException e) {
      throw notFound(e);
    }
  }

  private void lock(Connection connection, TableName icebergTable) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ONE_AT_A_TIME)) {
      statement.setString(1, icebergTable.toString());
      statement.execute();
    } catch (SQLException e) {
      if (!SqlState.isLockTimeout(e)) {
        throw e;
      }
      throw new NotAppliedException(
          Retry.SENSIBLE,
          ("Another host is refreshing %s, and has not ended for %d s, so it was left alone. Rows that"
                  + " were copied are committed; the next run refreshes what that host does not.")
              .formatted(icebergTable, lockTimeout.toSeconds()),
          e);
    }
  }

  /** A connection that was lost has released the lock already; what the action did stays done. */
  private static void end(Connection connection, TableName icebergTable) {
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      LOG.warn(
          "{}: the connection that kept other hosts out was lost during the refresh: {}",
          icebergTable,
          e.getMessage());
    }
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
