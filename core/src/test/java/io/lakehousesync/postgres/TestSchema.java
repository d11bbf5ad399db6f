package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.testkit.LakehouseUnderTest;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The schema {@code core_it} in the lakehouse under test, and helpers to run SQL. */
public final class TestSchema {
  private static Supplier<DataSource> database = () -> LakehouseUnderTest.shared().postgres();

  private TestSchema() {}

  public static DataSource postgres() {
    return database.get();
  }

  /** Returns a data source whose sessions begin with a statement, such as SET. */
  public static DataSource postgres(String first) {
    return (DataSource)
        Proxy.newProxyInstance(
            TestSchema.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(postgres(), arguments);
              if (result instanceof Connection connection) {
                execute(connection, first);
              }
              return result;
            });
  }

  /** Sets another database for the following tests. */
  static void use(Supplier<DataSource> other) {
    database = other;
  }

  /** Empties this schema and our own one, and runs {@code ddl}. */
  public static void recreate(String ddl) throws SQLException {
    execute("DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
    execute("DROP SCHEMA IF EXISTS core_it CASCADE");
    execute("CREATE SCHEMA core_it");
    execute(ddl);
  }

  public static void execute(String sql) throws SQLException {
    try (Connection connection = postgres().getConnection()) {
      execute(connection, sql);
    }
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the value of a query, on this connection. */
  static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  public static long number(String query) throws SQLException {
    return Long.parseLong(rows(query).get(0));
  }

  /** Returns the rows of a query, with values separated by bars. */
  public static List<String> rows(String query) throws SQLException {
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

  /** Returns whether a session waits for a lock while it runs a statement like this. */
  static boolean waits(String statementLike) throws SQLException {
    return number(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%s'"
                .formatted(statementLike))
        > 0;
  }

  /** Asserts that two tables have the same rows in these columns. */
  static void assertEqual(String heap, String iceberg, String columns) throws SQLException {
    assertThat(rows("SELECT %s FROM %s ORDER BY 1, 2".formatted(columns, iceberg)))
        .isEqualTo(rows("SELECT %s FROM %s ORDER BY 1, 2".formatted(columns, heap)));
  }
}
