package io.lakehousesync.examples.retail;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.table.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The simulation's schema: its heap tables, its reference data and its Iceberg tables. */
final class RetailDatabase {
  /** What to do if the schema exists already. */
  enum Existing {
    REFUSE,
    RESET,
    RESUME
  }

  private final String schema;
  private final Optional<String> locationPrefix;

  /**
   * @param locationPrefix the location below which Iceberg tables are created; empty for the
   *     location that the database has set
   */
  RetailDatabase(String schema, Optional<String> locationPrefix) {
    this.schema = schema;
    this.locationPrefix = locationPrefix;
  }

  /**
   * Creates the schema with its tables, or continues with the existing schema.
   *
   * @throws UserException if the schema exists and {@code existing} says to refuse, or if pg_lake
   *     is not ready
   */
  void prepare(Connection connection, Existing existing) throws SQLException {
    boolean exists = exists(connection);
    if (exists && existing == Existing.REFUSE) {
      throw new UserException(
          Kind.FAILURE,
          ("Schema '%s' exists already. Drop it and start again with --reset, continue with"
                      + " its rows with")
                  .formatted(schema)
              + " --resume, or choose another one with --schema.",
          null);
    }
    if (exists && existing == Existing.RESUME) {
      return;
    }
    create(connection);
  }

  private void create(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION IF NOT EXISTS pg_lake CASCADE");
      if (locationPrefix.isPresent()) {
        statement.execute(
            "SET pg_lake_iceberg.default_location_prefix = '%s'"
                .formatted(locationPrefix.get().replace("'", "''")));
      }
    } catch (SQLException e) {
      throw new UserException(
          Kind.FAILURE,
          ("This database cannot hold Iceberg tables: %s. Install pg_lake, and use a role"
                  + " that may create the extension.")
              .formatted(e.getMessage()),
          e);
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // Statement.enquoteIdentifier is not used, because it rejects names with a quote.
      String quoted = '"' + schema.replace("\"", "\"\"") + '"';
      statement.execute("DROP SCHEMA IF EXISTS " + quoted + " CASCADE");
      statement.execute("CREATE SCHEMA " + quoted);
      for (String script : new String[] {"heap.sql", "seed.sql", "iceberg.sql"}) {
        statement.execute(resource(script));
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw new UserException(
          Kind.FAILURE,
          "Schema '%s' could not be created: %s (SQLSTATE %s). Nothing was changed."
              .formatted(schema, e.getMessage(), e.getSQLState()),
          e);
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?")) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** Returns the qualified name of a table of the schema. */
  String table(String name) {
    return new TableName(schema, name).toString();
  }

  private static String resource(String name) {
    try (InputStream in = RetailDatabase.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
