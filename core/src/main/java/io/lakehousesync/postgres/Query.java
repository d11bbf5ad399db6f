package io.lakehousesync.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Small queries inside a task's transaction. */
final class Query {
  private static final String BY_INDEX =
      "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off";

  private Query() {}

  /**
   * For the rest of the transaction, PostgreSQL reads rows by an index if there is one. A batch is
   * small beside its table, but until the table was analyzed, which is so right after the set-up,
   * the planner does not know that, and would read and sort the table for each batch.
   */
  static void readByIndex(CopyTask task) throws SQLException {
    try (Statement statement = task.connection().createStatement()) {
      statement.execute(BY_INDEX);
    }
  }

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
