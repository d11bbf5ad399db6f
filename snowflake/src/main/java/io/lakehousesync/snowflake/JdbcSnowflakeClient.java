package io.lakehousesync.snowflake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/** {@link SnowflakeClient} by JDBC: a connection per call, from the host's data source. */
final class JdbcSnowflakeClient implements SnowflakeClient {
  private final DataSource dataSource;

  JdbcSnowflakeClient(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public Optional<String> served(SnowflakeName table) throws SQLException {
    String sql =
        "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION(" + Literals.string(table.sql()) + ")";
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
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
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return QueryId.of(statement);
    }
  }

  /**
   * A connection with autocommit on, for REFRESH must not run in a transaction. The driver sends a
   * statement for each change of autocommit, but not for asking.
   */
  private Connection connect() throws SQLException {
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
  }
}
