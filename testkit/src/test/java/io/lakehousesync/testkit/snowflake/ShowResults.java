package io.lakehousesync.testkit.snowflake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the results of SHOW and DESCRIBE by the names of columns and properties. */
final class ShowResults {
  private ShowResults() {}

  /** Returns the values of one column. */
  static List<String> column(Connection connection, String sql, String column) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(column)));
      }
      return values;
    }
  }

  /** Returns the properties of an object. */
  static Map<String, String> properties(Connection connection, String sql, String key, String value)
      throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      Map<String, String> properties = new LinkedHashMap<>();
      while (rows.next()) {
        properties.put(rows.getString(key), String.valueOf(rows.getString(value)));
      }
      return properties;
    }
  }
}
