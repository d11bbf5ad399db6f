package io.lakehousesync.examples.host.query;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.host.outage.Pools;
import io.lakehousesync.snowflake.SnowflakeConfiguration;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The connection to one side. Its session shows times in UTC, so that the sides can be compared,
 * and finds the tables of the configuration by their names without a schema.
 */
final class QueryConnections {
  private static final String READ_ONLY =
      """
      SET TRANSACTION READ ONLY;
      SET LOCAL standard_conforming_strings = on;
      SET LOCAL TIME ZONE 'UTC'
      """;

  /**
   * The schemas of the configuration come first, and then those that the session had before. A
   * schema in which others may create objects is left out: a function or an operator there could
   * run in place of PostgreSQL's own, with the rights of this session.
   */
  private static final String SEARCH_PATH =
      """
      SELECT set_config('search_path',
        concat_ws(', ',
          (SELECT string_agg(quote_ident(t.name), ', ' ORDER BY t.position)
           FROM unnest(?::text[]) WITH ORDINALITY AS t (name, position)
           JOIN pg_namespace AS n ON n.nspname = t.name
           WHERE NOT EXISTS (
             SELECT FROM pg_roles AS r
             WHERE NOT r.rolsuper AND r.rolname <> current_user AND r.rolname !~ '^pg_'
               AND has_schema_privilege(r.oid, n.oid, 'CREATE'))),
          nullif(current_setting('search_path'), '')),
        true)
      """;

  /**
   * Snowflake's defaults would cut microseconds off. The driver writes a zone of UTC as Z, where
   * PostgreSQL writes +00. In UTC, the text +00 is right for each TIMESTAMP_LTZ.
   */
  private static final String EXACT =
      """
      ALTER SESSION SET TIMEZONE = 'UTC'
        TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF'
        TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF"+00"'
        TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM'
        TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF'
        TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF'\
      """;

  /** The first login of a process also loads the driver, which takes long on a slow machine. */
  private static final Duration LOGIN = Duration.ofSeconds(30);

  private QueryConnections() {}

  /** Work with a connection. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * Does the work with a connection to the side.
   *
   * @throws UserException if the side cannot be reached, or the configuration has no catalog
   */
  static <T> T with(Side side, SyncConfiguration configuration, Work<T> work) throws SQLException {
    return side == Side.CATALOG
        ? withSnowflake(configuration, work)
        : withPostgres(side, configuration, work);
  }

  private static <T> T withSnowflake(SyncConfiguration configuration, Work<T> work)
      throws SQLException {
    if (!configuration.refresherName().startsWith("snowflake")) {
      throw new UserException(
          Kind.USAGE,
          "The configuration has no Snowflake account, it has refresher=%s: give --on heap or --on iceberg."
              .formatted(configuration.refresherName()),
          null);
    }
    SnowflakeConfiguration snowflake = SnowflakeConfiguration.of(configuration.settings());
    return withPool(
        "snowflake",
        snowflake.connections(),
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(EXACT);
            statement.execute("USE SCHEMA " + snowflake.schema());
          }
          return work.run(connection);
        });
  }

  private static <T> T withPostgres(Side side, SyncConfiguration configuration, Work<T> work)
      throws SQLException {
    try (ConfiguredSync parts = configuration.build()) {
      return withPool(
          "postgres",
          parts.postgres(),
          connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
              statement.execute(READ_ONLY);
            }
            searchIn(schemas(side, configuration), connection);
            return work.run(connection);
          });
    }
  }

  private static void searchIn(String[] schemas, Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SEARCH_PATH)) {
      statement.setArray(1, connection.createArrayOf("text", schemas));
      statement.execute();
    }
  }

  private static String[] schemas(Side side, SyncConfiguration configuration) {
    Function<SyncTable, TableName> table =
        side == Side.HEAP ? SyncTable::source : SyncTable::target;
    return configuration.tables().values().stream()
        .map(table)
        .map(TableName::schema)
        .distinct()
        .toArray(String[]::new);
  }

  /** The pool reports an unreachable server as the other commands do. It rolls back at the end. */
  private static <T> T withPool(String name, DataSource unpooled, Work<T> work)
      throws SQLException {
    try (HikariDataSource pool = new Pools(LOGIN).pool(name, unpooled, 1);
        Connection connection = pool.getConnection()) {
      return work.run(connection);
    }
  }
}
