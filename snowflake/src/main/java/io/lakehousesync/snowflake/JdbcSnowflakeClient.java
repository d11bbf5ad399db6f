package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/** {@link SnowflakeClient} by JDBC: a connection per call, from the host's data source. */
final class JdbcSnowflakeClient implements SnowflakeClient {
  private final DataSource dataSource;
  private final StatementSettings settings;

  JdbcSnowflakeClient(DataSource dataSource, StatementSettings settings) {
    this.dataSource = dataSource;
    this.settings = settings;
  }

  @Override
  public Optional<MetadataLocation> served(SnowflakeName table) throws SQLException {
    String sql =
        "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION(" + Literals.string(table.sql()) + ")";
    try (Connection connection = connect();
        Statement statement = statement(connection);
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no row came back from: " + sql);
      }
      return Optional.of(TableInformation.metadataLocation(rows.getString(1)));
    } catch (SQLException e) {
      if (SnowflakeError.isMissing(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<String> refresh(SnowflakeName table, String relativePath) throws SQLException {
    return execute(
        "ALTER ICEBERG TABLE %s REFRESH %s".formatted(table.sql(), Literals.string(relativePath)));
  }

  @Override
  public Optional<String> create(SnowflakeName table, MissingTables how, String relativePath)
      throws SQLException {
    return execute(
        """
        CREATE ICEBERG TABLE IF NOT EXISTS %s
          EXTERNAL_VOLUME = %s
          CATALOG = %s
          METADATA_FILE_PATH = %s"""
            .formatted(
                table.sql(),
                Literals.string(how.externalVolume().toString()),
                Literals.string(how.catalogIntegration().toString()),
                Literals.string(relativePath)));
  }

  private Optional<String> execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = statement(connection)) {
      statement.execute(sql);
      return DriverStatement.queryId(statement);
    }
  }

  private Statement statement(Connection connection) throws SQLException {
    Statement statement = connection.createStatement();
    DriverStatement.apply(settings, statement);
    return statement;
  }

  /**
   * A connection with autocommit on, for REFRESH must not run in a transaction. The driver sends a
   * statement for each change of autocommit, but not for asking.
   */
  private Connection connect() throws NotSentException {
    try {
      Connection connection = dataSource.getConnection();
      try {
        if (!connection.getAutoCommit()) {
          connection.setAutoCommit(true);
        }
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new NotSentException(e);
    }
  }
}
