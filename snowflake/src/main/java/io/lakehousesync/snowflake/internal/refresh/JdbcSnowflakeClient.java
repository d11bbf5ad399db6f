package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.TableInformation;
import io.lakehousesync.spi.MetadataLocation;
import java.sql.SQLException;
import java.util.Optional;

/** A {@link SnowflakeClient} that uses JDBC. */
public final class JdbcSnowflakeClient implements SnowflakeClient {
  private final JdbcStatements statements;

  public JdbcSnowflakeClient(JdbcStatements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<MetadataLocation> served(SnowflakeName table) throws SQLException {
    try {
      return Optional.of(
          TableInformation.metadataLocation(
              statements.value(SnowflakeSql.TABLE_INFORMATION.with(table))));
    } catch (SQLException e) {
      if (SnowflakeErrors.isMissing(e)) {
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
  public Optional<String> create(SnowflakeName table, TableStorage how, String relativePath)
      throws SQLException {
    return statements.execute(
        SnowflakeSql.CREATE_TABLE.with(
            table,
            how.externalVolume().toString(),
            how.catalogIntegration().toString(),
            relativePath));
  }
}
