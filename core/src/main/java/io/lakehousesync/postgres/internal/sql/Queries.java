package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small queries: for single values, and for objects in the system catalog. */
public final class Queries {
  private static final String IS_ICEBERG =
      """
      SELECT 'yes' FROM pg_catalog.iceberg_tables
      WHERE catalog_name = current_database()
        AND table_namespace IN (?, quote_ident(?))
        AND table_name = ?
      """;

  private static final String BY_INDEX =
      "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off";

  private Queries() {}

  /**
   * Makes PostgreSQL read rows by an index, if there is one, for the rest of the transaction. A
   * batch is small compared with its table, but the planner knows this only after an ANALYZE.
   * Before the ANALYZE, for example just after the set-up, the planner would read and sort the
   * whole table.
   */
  public static void readByIndex(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(BY_INDEX);
    }
  }

  /** Returns whether there is an Iceberg table of this name. */
  public static boolean isIceberg(Connection connection, TableName name) throws SQLException {
    return exists(connection, "to_regclass", "pg_catalog.iceberg_tables")
        && value(connection, IS_ICEBERG, name.schema(), name.schema(), name.name()).isPresent();
  }

  /** Returns whether an existing table has rows. */
  public static boolean hasRows(Connection connection, TableName name) throws SQLException {
    return value(
            connection,
            SqlTemplate.of("SELECT 1 FROM {table} LIMIT 1").with("table", Sql.table(name)).sql())
        .isPresent();
  }

  /**
   * Returns whether an object exists.
   *
   * @param lookUp one of PostgreSQL's functions {@code to_regclass}, {@code to_regnamespace}, …
   * @param name the object's name as SQL, quoted if necessary
   */
  public static boolean exists(Connection connection, String lookUp, String name)
      throws SQLException {
    return value(connection, "SELECT %s(?)::text".formatted(lookUp), name).isPresent();
  }

  /** Returns the first non-null value in the first column; empty if there is none. */
  public static Optional<String> value(Connection connection, String sql, String... parameters)
      throws SQLException {
    return values(connection, sql, parameters).stream().findFirst();
  }

  /** Returns the non-null values of the first column. */
  public static List<String> values(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return firstColumn(rows);
      }
    }
  }

  /** Returns the non-null values of the first column. The server plans the query at each call. */
  public static List<String> values(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return firstColumn(rows);
    }
  }

  private static List<String> firstColumn(ResultSet rows) throws SQLException {
    List<String> values = new ArrayList<>();
    while (rows.next()) {
      String value = rows.getString(1);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }
}
