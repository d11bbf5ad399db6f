package io.lakehousesync.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Small queries inside a task's transaction. */
final class Query {
  private Query() {}

  /** The first column of all rows, without nulls. */
  static List<String> strings(CopyTask task, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = task.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        String value = rows.getString(1);
        if (value != null) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
