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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
   * function or an operator of another role could run in place of PostgreSQL's own, with the rights
   * of this session. Therefore a schema is left out if it has any of another role, if another role
   * may create objects in it, or if another role owns it, and so can give itself this privilege.
   * Superusers do not count, because they have all rights anyway.
   */
  private static final String SEARCH_PATH =
      """
      WITH others AS MATERIALIZED (
        SELECT r.oid FROM pg_roles AS r
        WHERE NOT r.rolsuper AND r.rolname <> current_user
          AND NOT (r.rolname = 'pg_database_owner' AND EXISTS (
            SELECT FROM pg_database AS d JOIN pg_roles AS o ON o.oid = d.datdba
            WHERE d.datname = current_database() AND (o.rolsuper OR o.rolname = current_user)))
      )
      SELECT set_config('search_path',
        coalesce(
          (SELECT string_agg(quote_ident(t.name), ', ' ORDER BY t.position)
           FROM unnest(?::text[]) WITH ORDINALITY AS t (name, position)
           JOIN pg_namespace AS n ON n.nspname = t.name
           WHERE NOT EXISTS (
               SELECT FROM others
               WHERE oid = n.nspowner OR has_schema_privilege(oid, n.oid, 'CREATE'))
             AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = n.oid AND proowner IN (SELECT oid FROM others))
             AND NOT EXISTS (SELECT FROM pg_operator WHERE oprnamespace = n.oid AND oprowner IN (SELECT oid FROM others))),
          'pg_catalog'),
        true)
      """;

  /** The function is qualified, because functions of others may be in the path. */
  private static final String PATH_BEFORE = "SELECT pg_catalog.current_schemas(false)";

  private static final String SAFE_PATH = "SET LOCAL search_path = pg_catalog, pg_temp";

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

  private static void searchIn(List<String> schemas, Connection connection) throws SQLException {
    List<String> path = new ArrayList<>(schemas);
    try (Statement statement = connection.createStatement()) {
      try (ResultSet before = statement.executeQuery(PATH_BEFORE)) {
        before.next();
        Collections.addAll(path, (String[]) before.getArray(1).getArray());
      }
      statement.execute(SAFE_PATH);
    }
    try (PreparedStatement statement = connection.prepareStatement(SEARCH_PATH)) {
      statement.setArray(1, connection.createArrayOf("text", path.toArray()));
      statement.execute();
    }
  }

  private static List<String> schemas(Side side, SyncConfiguration configuration) {
    Function<SyncTable, TableName> table =
        side == Side.HEAP ? SyncTable::source : SyncTable::target;
    return configuration.tables().values().stream()
        .map(table)
        .map(TableName::schema)
        .distinct()
        .toList();
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
