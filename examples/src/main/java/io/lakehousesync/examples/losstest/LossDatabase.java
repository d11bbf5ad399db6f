package io.lakehousesync.examples.losstest;

import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.losstest.Score.Row;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The loss test's schema. */
final class LossDatabase {
  /** What to do where the schema exists already. */
  enum Existing {
    REFUSE,
    RESET
  }

  private final DataSource postgres;
  private final Optional<String> locationPrefix;

  /**
   * @param locationPrefix where Iceberg tables are created; empty for what the database has set
   */
  LossDatabase(DataSource postgres, Optional<String> locationPrefix) {
    this.postgres = postgres;
    this.locationPrefix = locationPrefix;
  }

  /**
   * Creates the schema with the tables of these kinds.
   *
   * @throws UserException if it exists and is to be left alone, or pg_lake is not ready
   */
  void prepare(List<Kind> kinds, Existing existing) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      if (exists(connection, "to_regnamespace('%s')".formatted(Profile.SCHEMA))) {
        if (existing == Existing.REFUSE) {
          throw new UserException(
              UserException.Kind.FAILURE,
              "Schema '%s' exists already. Drop it and start anew with --reset."
                  .formatted(Profile.SCHEMA),
              null);
        }
        drop(connection);
      }
      usePgLake(connection);
      execute(connection, "CREATE SCHEMA " + Profile.SCHEMA);
      for (Kind kind : kinds) {
        kind.create(connection);
      }
    }
  }

  private void drop(Connection connection) throws SQLException {
    for (Kind kind : Kinds.named(Kinds.names(), postgres)) {
      kind.forget();
    }
    execute(connection, "DROP SCHEMA %s CASCADE".formatted(Profile.SCHEMA));
  }

  private void usePgLake(Connection connection) throws SQLException {
    try {
      execute(connection, "CREATE EXTENSION IF NOT EXISTS pg_lake CASCADE");
      if (locationPrefix.isPresent()) {
        execute(
            connection,
            "SET pg_lake_iceberg.default_location_prefix = '%s'"
                .formatted(locationPrefix.get().replace("'", "''")));
      }
    } catch (SQLException e) {
      throw new UserException(
          UserException.Kind.FAILURE,
          "This database cannot hold Iceberg tables: %s. Install pg_lake, and use a role that may."
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Compares the tables of a kind. Nobody may be writing to them. */
  Score score(Profile profile) throws SQLException {
    return Score.of(rows(profile.heap()), rows(profile.iceberg()), profile.mode());
  }

  private List<Row> rows(String table) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT id, version FROM " + table)) {
      List<Row> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(new Row(result.getLong(1), result.getInt(2)));
      }
      return rows;
    }
  }

  static boolean exists(Connection connection, String expression) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT %s IS NOT NULL".formatted(expression))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  static void execute(Connection connection, String... sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }
}
