package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.RowComparison.Row;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The schema of a trial. */
public final class WorkloadDatabase {
  /** What to do if the schema exists already. */
  public enum Existing {
    /** Do not change the schema, and fail. */
    REFUSE,
    /** Drop the schema, and create it again. */
    RESET
  }

  private final DataSource postgres;
  private final String schema;
  private final Optional<String> locationPrefix;

  /**
   * Creates the object for a schema of the database.
   *
   * @param locationPrefix the location below which Iceberg tables are created; empty for the
   *     location that the database has set
   */
  public WorkloadDatabase(DataSource postgres, String schema, Optional<String> locationPrefix) {
    this.postgres = postgres;
    this.schema = schema;
    this.locationPrefix = locationPrefix;
  }

  /**
   * Creates the schema with these tables.
   *
   * @param known the tables that an existing schema may have
   * @throws UserException if the schema exists and may not be changed, or if pg_lake is not ready
   */
  public void prepare(
      List<? extends WorkloadTable> tables, Existing existing, List<? extends WorkloadTable> known)
      throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      if (exists(connection, "to_regnamespace('%s')".formatted(schema))) {
        if (existing == Existing.REFUSE) {
          throw new UserException(
              UserException.Kind.FAILURE,
              "Schema '%s' exists already. Drop it and start again with --reset.".formatted(schema),
              null);
        }
        drop(connection, known);
      }
      usePgLake(connection);
      execute(connection, "CREATE SCHEMA " + schema);
      for (WorkloadTable table : tables) {
        table.create(connection);
      }
    }
  }

  private void drop(Connection connection, List<? extends WorkloadTable> known)
      throws SQLException {
    for (WorkloadTable table : known) {
      table.forget();
    }
    execute(connection, "DROP SCHEMA %s CASCADE".formatted(schema));
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
          ("This database cannot hold Iceberg tables: %s. Install pg_lake, and use a role"
                  + " that may create the extension.")
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Writes some rows to the heap table, so that the first copy finds rows. */
  public void seed(TableProfile profile) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      execute(
          connection,
          "INSERT INTO %s (payload) SELECT 'before' FROM generate_series(1, 10)"
              .formatted(profile.heap()));
    }
  }

  /** Compares the tables of a kind. Must not be called while writers run. */
  public RowComparison score(TableProfile profile) throws SQLException {
    return RowComparison.of(rows(profile.heap()), icebergRows(profile), profile.mode());
  }

  /** Returns the rows of the Iceberg table. */
  public List<Row> icebergRows(TableProfile profile) throws SQLException {
    return rows(profile.iceberg());
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

  /** Returns whether an expression is not null. */
  public static boolean exists(Connection connection, String expression) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT %s IS NOT NULL".formatted(expression))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Executes statements without parameters, one after the other. */
  public static void execute(Connection connection, String... sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }
}
