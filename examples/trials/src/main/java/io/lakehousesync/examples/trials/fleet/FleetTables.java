package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Many heap tables of the same form. Rows are only inserted. */
final class FleetTables {
  private static final int AT_ONCE = 50;

  private final String schema;
  private final List<SyncTable> all;

  FleetTables(String schema, int count) {
    this.schema = schema;
    this.all =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                i ->
                    SyncTable.of(
                        "%s.t%d".formatted(schema, i), "%s.iceberg_t%d".formatted(schema, i)))
            .toList();
  }

  List<SyncTable> all() {
    return all;
  }

  /** Creates the schema and all tables. The schema must not exist. */
  void create(DataSource postgres) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      if (WorkloadDatabase.exists(connection, "to_regnamespace('%s')".formatted(schema))) {
        throw new UserException(
            UserException.Kind.FAILURE,
            "Schema '%s' exists already. Drop it first: DROP SCHEMA %s CASCADE."
                .formatted(schema, schema),
            null);
      }
      WorkloadDatabase.execute(
          connection, "CREATE EXTENSION IF NOT EXISTS pg_lake CASCADE", "CREATE SCHEMA " + schema);
      for (SyncTable table : all) {
        WorkloadDatabase.execute(
            connection,
            """
            CREATE TABLE %s (
              id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              payload text NOT NULL,
              written timestamptz NOT NULL DEFAULT clock_timestamp()
            )"""
                .formatted(table.source()));
      }
    }
    // Sets up a few tables at a time, because the set-up of all tables at once would need too many
    // locks.
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      PgLakeSetup.of(postgres).apply(all.subList(i, Math.min(i + AT_ONCE, all.size())));
    }
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      // If the schema of an earlier run was dropped by hand, its checkpoints still exist.
      statement.executeUpdate(
          "DELETE FROM lakehouse_sync.checkpoint WHERE target LIKE '%s.%%'".formatted(schema));
    }
  }

  static void insert(Connection connection, SyncTable table, int rows) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO %s (payload) SELECT 'row ' || i FROM generate_series(1, ?) AS i"
                .formatted(table.source()))) {
      statement.setInt(1, rows);
      statement.executeUpdate();
    }
  }

  /** Returns the table's name in Snowflake. */
  static String inSnowflake(String snowflakeSchema, SyncTable table) {
    return snowflakeSchema + "." + table.target().name().toUpperCase(Locale.ROOT);
  }
}
