package io.lakehousesync.examples.host.init;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What the command asks the database before it looks for tables. */
record Database(DataSource postgres) {
  private static final String MISSING =
      """
      SELECT s.name FROM unnest(?::text[]) AS s (name)
      WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = s.name)
      """;

  /** Returns the schemas that do not exist. */
  List<String> missing(List<String> schemas) throws SQLException {
    List<String> missing = new ArrayList<>();
    try (Connection connection = postgres.getConnection();
        PreparedStatement statement = connection.prepareStatement(MISSING)) {
      statement.setArray(1, connection.createArrayOf("text", schemas.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          missing.add(rows.getString(1));
        }
      }
    }
    return missing;
  }

  /** Returns whether the database has the view of Iceberg tables. */
  boolean hasPgLake() throws SQLException {
    return value("SELECT to_regclass('pg_catalog.iceberg_tables')").isPresent();
  }

  /** Returns where the database creates Iceberg tables; empty text if it is not set. */
  String locationPrefix() throws SQLException {
    return value("SELECT current_setting('pg_lake_iceberg.default_location_prefix', true)")
        .orElse("");
  }

  private Optional<String> value(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }
}
