package io.lakehousesync.snowflake;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.snowflake.internal.refresh.JdbcSnowflakeClient;
import io.lakehousesync.snowflake.internal.refresh.SnowflakeClient;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.CatalogStanding;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads what Snowflake serves, and changes nothing. The role needs OWNERSHIP of the tables.
 * Thread-safe.
 */
public final class CatalogObserver {
  private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(2);

  private final JdbcStatements statements;
  private final SnowflakeClient client;
  private final List<String> namespace;

  private CatalogObserver(DataSource snowflake, SnowflakeName schema, Duration timeout) {
    statements = new JdbcStatements(snowflake, new StatementSettings("lakehouse-sync", timeout));
    client = new JdbcSnowflakeClient(statements);
    namespace = schema.parts();
  }

  /**
   * Returns an observer of the tables in a schema.
   *
   * @param schema database and schema, such as {@code RETAIL.LAKE}. Parts without double quotes are
   *     folded to upper case
   * @throws IllegalArgumentException if the name does not have two parts
   */
  public static CatalogObserver of(DataSource snowflake, String schema) {
    return of(snowflake, schema, STATEMENT_TIMEOUT);
  }

  static CatalogObserver of(DataSource snowflake, String schema, Duration statementTimeout) {
    return new CatalogObserver(
        Objects.requireNonNull(snowflake, "snowflake"),
        SnowflakeName.schema(schema),
        statementTimeout);
  }

  /**
   * Compares what Snowflake serves with what PostgreSQL has committed. Sends one statement.
   *
   * @param committed the table's newest metadata file, from a {@link
   *     io.lakehousesync.spi.MetadataLocator}
   * @throws NotAppliedException if Snowflake did not answer
   */
  public CatalogStatus status(SyncTable table, MetadataLocation committed) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    try {
      Optional<MetadataLocation> served = client.served(name);
      return new CatalogStatus(table, committed, served, CatalogStanding.of(served, committed));
    } catch (SQLException e) {
      throw notRead(name, e);
    }
  }

  /**
   * Returns the refreshes of a table from Snowflake's history, the latest first.
   *
   * @throws NotAppliedException if Snowflake did not answer
   */
  public List<RefreshEvent> history(SyncTable table) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    SnowflakeName database = new SnowflakeName(name.parts().subList(0, 1));
    try {
      return statements.rows(SnowflakeSql.REFRESH_HISTORY.with(database, name)).stream()
          .map(RefreshEvent::of)
          .toList();
    } catch (SQLException e) {
      throw notRead(name, e);
    }
  }

  private static NotAppliedException notRead(SnowflakeName name, SQLException e) {
    return new NotAppliedException(
        SnowflakeErrors.retry(e),
        "Reading %s in Snowflake failed: %s. Nothing was changed. %s"
            .formatted(name, SnowflakeErrors.describe(e), SnowflakeErrors.advice(e)),
        e);
  }
}
