package io.lakehousesync.postgres;

import io.lakehousesync.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions to PostgreSQL's system catalog. */
final class Catalog {
  private static final String IS_ICEBERG =
      """
      SELECT 'yes' FROM iceberg_tables
      WHERE catalog_name = current_database()
        AND table_namespace IN (?, quote_ident(?))
        AND table_name = ?
      """;

  private Catalog() {}

  /** Whether there is an Iceberg table of this name. */
  static boolean isIceberg(Connection connection, TableName name) throws SQLException {
    return exists(connection, "to_regclass", "iceberg_tables")
        && value(connection, IS_ICEBERG, name.schema(), name.schema(), name.name()).isPresent();
  }

  /** Whether a table, which exists, has rows. */
  static boolean hasRows(Connection connection, TableName name) throws SQLException {
    return value(connection, "SELECT 1 FROM %s LIMIT 1".formatted(Sql.table(name))).isPresent();
  }

  /**
   * Whether an object exists.
   *
   * @param lookUp one of PostgreSQL's functions {@code to_regclass}, {@code to_regnamespace}, …
   * @param name the object's name as SQL, quoted where it must be
   */
  static boolean exists(Connection connection, String lookUp, String name) throws SQLException {
    return value(connection, "SELECT %s(?)::text".formatted(lookUp), name).isPresent();
  }

  /** The first column of the first row in which it is not null; empty if there is none. */
  static Optional<String> value(Connection connection, String sql, String... parameters)
      throws SQLException {
    return values(connection, sql, parameters).stream().findFirst();
  }

  /** The first column of all rows, but for those in which it is null. */
  static List<String> values(Connection connection, String sql, String... parameters)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          @Nullable String value = rows.getString(1);
          if (value != null) {
            values.add(value);
          }
        }
      }
    }
    return values;
  }
}
