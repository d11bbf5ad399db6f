package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogStanding;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Looks at what Snowflake serves, and changes nothing. The role needs OWNERSHIP of the tables.
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
   * An observer of the tables in a schema.
   *
   * @param schema database and schema, as Snowflake reads names
   * @throws IllegalArgumentException if the name has not two parts
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
   * Compares what Snowflake serves with what PostgreSQL has committed. Costs one statement.
   *
   * @param committed the table's newest metadata file, from a {@link
   *     io.lakehousesync.MetadataLocator}
   * @throws NotAppliedException if Snowflake could not be asked
   */
  public CatalogStatus status(SyncTable table, MetadataLocation committed) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    try {
      Optional<MetadataLocation> served = client.served(name);
      return new CatalogStatus(table, committed, served, CatalogStanding.of(served, committed));
    } catch (SQLException e) {
      throw notAsked(name, e);
    }
  }

  /**
   * The refreshes of a table that Snowflake remembers, the latest first.
   *
   * @throws NotAppliedException if Snowflake could not be asked
   */
  public List<RefreshEvent> history(SyncTable table) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    SnowflakeName database = new SnowflakeName(name.parts().subList(0, 1));
    try {
      return statements.rows(SnowflakeSql.REFRESH_HISTORY.with(database, name)).stream()
          .map(RefreshEvent::of)
          .toList();
    } catch (SQLException e) {
      throw notAsked(name, e);
    }
  }

  private static NotAppliedException notAsked(SnowflakeName name, SQLException e) {
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "Snowflake could not be asked about %s: %s. %s"
            .formatted(name, SnowflakeError.describe(e), SnowflakeError.advice(e)),
        e);
  }
}
