package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.internal.sql.BorrowedConnection;
import io.lakehousesync.postgres.internal.sql.SearchPath;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
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
 * Finds metadata locations in pg_lake's view {@code iceberg_tables}. The transaction that commits
 * rows also changes this view. Therefore the view always shows the newest committed metadata file.
 * One query finds the locations of all tables.
 *
 * <p>{@link #withNewest} takes an advisory lock on the Iceberg table's name, so that only one host
 * at a time refreshes the table. The method holds its connection while the action runs. During this
 * time the transaction of the connection has no PostgreSQL snapshot. Therefore the transaction does
 * not delay PostgreSQL's VACUUM.
 *
 * <p>Thread-safe. Each call borrows one connection from the data source, and gives it back with its
 * settings unchanged. If the connection is in a transaction of the application, the call fails.
 */
public final class IcebergTablesLocator implements MetadataLocator {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergTablesLocator.class);

  /** The view puts quotes around schema names that need them, but never around table names. */
  private static final String QUERY =
      """
      SELECT wanted.schema, wanted.name, t.metadata_location
      FROM unnest(?::text[], ?::text[]) AS wanted (schema, name)
      JOIN pg_catalog.iceberg_tables AS t
        ON t.catalog_name = current_database()
       AND t.table_namespace IN (wanted.schema, quote_ident(wanted.schema))
       AND t.table_name = wanted.name
      """;

  private static final String WHAT = "Query of metadata locations in iceberg_tables";

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

  /**
   * Settings that apply only to this transaction. With READ COMMITTED, the query sees what was
   * committed during the wait for the lock. Timeouts of the server are off, so that PostgreSQL does
   * not end the session during a refresh.
   */
  private static final String SETTINGS =
      """
      SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
      SET LOCAL search_path = %s;
      SET LOCAL lock_timeout = %d;
      SET LOCAL idle_in_transaction_session_timeout = 0
      """;

  private static final int HAS_TRANSACTION_TIMEOUT = 17;
  private static final String NO_TRANSACTION_TIMEOUT = "SET LOCAL transaction_timeout = 0";

  private static final String ONE_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('lakehouse_sync refresh:' || ?, 0))";

  private final DataSource dataSource;
  private final Duration lockTimeout;

  /**
   * Creates a locator.
   *
   * @param lockTimeout how long to wait for another host that refreshes the same table
   */
  IcebergTablesLocator(DataSource dataSource, Duration lockTimeout) {
    this.dataSource = dataSource;
    this.lockTimeout = lockTimeout;
  }

  /** Returns a locator for the database that {@code dataSource} connects to. */
  public static IcebergTablesLocator of(DataSource dataSource) {
    return new IcebergTablesLocator(dataSource, LOCK_TIMEOUT);
  }

  @Override
  public Map<TableName, LocatedMetadata> locate(Collection<TableName> icebergTables) {
    try (BorrowedConnection borrowed = BorrowedConnection.forTransaction(dataSource, WHAT)) {
      return Transactions.once(
          borrowed.connection(), WHAT, connection -> locate(connection, icebergTables));
    } catch (SQLException e) {
      throw notFound(e);
    }
  }

  /** Returns the metadata files of the tables, in the transaction of the caller. */
  static Map<TableName, LocatedMetadata> locate(
      Connection connection, Collection<TableName> icebergTables) throws SQLException {
    Object[] schemas = icebergTables.stream().map(TableName::schema).toArray();
    Object[] names = icebergTables.stream().map(TableName::name).toArray();
    Map<TableName, LocatedMetadata> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setArray(1, connection.createArrayOf("text", schemas));
      statement.setArray(2, connection.createArrayOf("text", names));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(
              new TableName(rows.getString(1), rows.getString(2)),
              new LocatedMetadata.Committed(new MetadataLocation(rows.getString(3))));
        }
      }
    }
    return found;
  }

  @Override
  public void withNewest(TableName icebergTable, Consumer<LocatedMetadata> action) {
    BorrowedConnection borrowed = borrow();
    try {
      action.accept(lockAndLocate(borrowed.connection(), icebergTable));
    } finally {
      end(borrowed, icebergTable);
    }
  }

  private BorrowedConnection borrow() {
    try {
      return BorrowedConnection.forTransaction(dataSource, WHAT);
    } catch (SQLException e) {
      throw notFound(e);
    }
  }

  private LocatedMetadata lockAndLocate(Connection connection, TableName icebergTable) {
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute(SETTINGS.formatted(SearchPath.VALUE, lockTimeout.toMillis()));
        if (connection.getMetaData().getDatabaseMajorVersion() >= HAS_TRANSACTION_TIMEOUT) {
          statement.execute(NO_TRANSACTION_TIMEOUT);
        }
      }
      lock(connection, icebergTable);
      LocatedMetadata newest = locate(connection, List.of(icebergTable)).get(icebergTable);
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
          ("Another host has been refreshing %s for more than %d s, so this run skipped the refresh."
                  + " Copied rows are committed. If the other host does not make the catalog serve"
                  + " these rows, the next run of this host does.")
              .formatted(icebergTable, lockTimeout.toSeconds()),
          e);
    }
  }

  /** Releases the lock. If the connection was lost, PostgreSQL has released it already. */
  private static void end(BorrowedConnection borrowed, TableName icebergTable) {
    try (borrowed) {
      borrowed.connection().rollback();
    } catch (SQLException e) {
      LOG.warn(
          "{}: the connection that held the refresh lock was lost during the refresh. Another host may have refreshed the table at the same time: {}",
          Printable.escape(icebergTable.toString()),
          Printable.message(String.valueOf(e.getMessage())));
    }
  }

  private static NotAppliedException notFound(SQLException e) {
    return new NotAppliedException(
        SqlState.retry(e),
        ("%s failed: %s (SQLSTATE %s). Copied rows are"
                + " committed. The catalog was not refreshed; the next run refreshes it. %s")
            .formatted(WHAT, e.getMessage(), SqlState.of(e), SqlState.advice(e)),
        e);
  }
}
