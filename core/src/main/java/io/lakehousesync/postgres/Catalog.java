package io.lakehousesync.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Questions to PostgreSQL's system catalog. */
final class Catalog {
  private Catalog() {}

  /**
   * Whether an object exists.
   *
   * @param lookUp one of PostgreSQL's functions {@code to_regclass}, {@code to_regnamespace}, …
   * @param name the object's name as SQL, quoted where it must be
   */
  static boolean exists(Connection connection, String lookUp, String name) throws SQLException {
    return value(connection, "SELECT %s(?)::text".formatted(lookUp), name).isPresent();
  }

  /** The first column of the first row; empty if there is none, or it is null. */
  static Optional<String> value(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
      }
    }
  }
}
