package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import java.sql.SQLException;
import java.util.Optional;

/** {@link SnowflakeClient} by JDBC. */
final class JdbcSnowflakeClient implements SnowflakeClient {
  private final JdbcStatements statements;

  JdbcSnowflakeClient(JdbcStatements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<MetadataLocation> served(SnowflakeName table) throws SQLException {
    try {
      return Optional.of(
          TableInformation.metadataLocation(
              statements.value(SnowflakeSql.TABLE_INFORMATION.with(table))));
    } catch (SQLException e) {
      if (SnowflakeError.isMissing(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<String> refresh(SnowflakeName table, String relativePath) throws SQLException {
    return statements.execute(SnowflakeSql.REFRESH.with(table, relativePath));
  }

  @Override
  public Optional<String> create(SnowflakeName table, MissingTables how, String relativePath)
      throws SQLException {
    return statements.execute(
        SnowflakeSql.CREATE_TABLE.with(
            table,
            how.externalVolume().toString(),
            how.catalogIntegration().toString(),
            relativePath));
  }
}
