package io.lakehousesync.examples.services;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.text.Secrets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Creates a connection pool for PostgreSQL. Its error messages name the option to change. */
final class Postgres {
  private static final String PREFIX = "pg_lake_iceberg.default_location_prefix";

  private Postgres() {}

  static HikariDataSource connect(
      String url, String user, @Nullable String password, String schema, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("postgres");
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setSchema(schema);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
    config.addDataSourceProperty("ApplicationName", "lakehouse-sync-examples");
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw cannotConnect(url, e);
    }
  }

  /**
   * Returns the location prefix of Iceberg tables that the database has set.
   *
   * @throws UserException if the prefix is not set, or the server has no pg_lake
   */
  static String locationPrefix(DataSource postgres) {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT current_setting('%s', true),
                    EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_lake')
                """
                    .formatted(PREFIX))) {
      rows.next();
      if (!rows.getBoolean(2)) {
        throw new UserException(
            Kind.FAILURE,
            "The PostgreSQL server has no pg_lake: install it there, or check --pg-url.",
            null);
      }
      String prefix = rows.getString(1);
      if (prefix != null && !prefix.isBlank()) {
        return prefix;
      }
    } catch (SQLException e) {
      throw new UserException(
          Kind.FAILURE, "PostgreSQL could not report " + PREFIX + ": " + e.getMessage(), e);
    }
    throw new UserException(
        Kind.FAILURE,
        "The database has no %s, so Iceberg tables have no location. Set it there, or give"
                .formatted(PREFIX)
            + " --location-prefix s3://bucket/prefix/.",
        null);
  }

  private static UserException cannotConnect(String url, Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    Throwable reason = cause.getCause() == null ? cause : cause.getCause();
    String state = cause instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
    String where = Secrets.hide(url);
    if (state.startsWith("28")) {
      return new UserException(
          Kind.FAILURE,
          "PostgreSQL at %s rejects the login: %s. Check --pg-user and --pg-password (or"
                  .formatted(where, cause.getMessage())
              + " LAKEHOUSE_PG_PASSWORD).",
          e);
    }
    return new UserException(
        Kind.FAILURE,
        "Cannot connect to PostgreSQL at %s: %s. Check --pg-url, and that the server is up."
            .formatted(where, reason == cause ? cause.getMessage() : reason),
        e);
  }
}
