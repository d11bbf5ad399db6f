package io.lakehousesync.postgres;

import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The schema {@code core_it} in the lakehouse under test, and short ways to SQL. */
final class TestSchema {
  private static Supplier<DataSource> database = () -> LakehouseUnderTest.shared().postgres();

  private TestSchema() {}

  static DataSource postgres() {
    return database.get();
  }

  /** Lets the tests that follow use another database. */
  static void use(Supplier<DataSource> other) {
    database = other;
  }

  /** Empties it and our own schema, and creates what {@code ddl} says. */
  static void recreate(String ddl) throws SQLException {
    execute("DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
    execute("DROP SCHEMA IF EXISTS core_it CASCADE");
    execute("CREATE SCHEMA core_it");
    execute(ddl);
  }

  static void execute(String sql) throws SQLException {
    try (Connection connection = postgres().getConnection()) {
      execute(connection, sql);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(String query) throws SQLException {
    return Long.parseLong(rows(query).get(0));
  }

  /** The rows of a query, values separated by bars. */
  static List<String> rows(String query) throws SQLException {
    try (Connection connection = postgres().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          values.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join("|", values));
      }
      return rows;
    }
  }

  /** Whether a session waits for a lock while it runs a statement like this. */
  static boolean waits(String statementLike) throws SQLException {
    return number(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%s'"
                .formatted(statementLike))
        > 0;
  }
}
