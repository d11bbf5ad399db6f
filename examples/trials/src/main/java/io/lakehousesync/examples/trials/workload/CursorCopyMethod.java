package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.spi.CopyResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The obvious method: copies the rows above the highest value of the last copy. It misses a row if
 * another transaction with a higher value commits first.
 */
public final class CursorCopyMethod implements CopyMethod {
  private final TableProfile profile;
  private final String column;
  private final String definition;
  private final DataSource postgres;
  private String last;

  private CursorCopyMethod(
      TableProfile profile, String column, String first, String definition, DataSource postgres) {
    this.profile = profile;
    this.column = column;
    this.last = first;
    this.definition = definition;
    this.postgres = postgres;
  }

  /** Creates a method that compares ids. */
  public static CursorCopyMethod byId(TableProfile profile, DataSource postgres) {
    return new CursorCopyMethod(profile, "id", "0", "", postgres);
  }

  /** Creates a method that compares creation times. */
  public static CursorCopyMethod byCreationTime(TableProfile profile, DataSource postgres) {
    return new CursorCopyMethod(
        profile,
        "created_at",
        "-infinity",
        ",\n  created_at timestamptz NOT NULL DEFAULT now()",
        postgres);
  }

  @Override
  public TableProfile profile() {
    return profile;
  }

  @Override
  public String promise() {
    return "none: copies the rows where %s > last".formatted(column);
  }

  @Override
  public void create(Connection connection) throws SQLException {
    WorkloadDatabase.execute(connection, profile.createHeap(definition), profile.createIceberg());
  }

  @Override
  public CopyResult copyOnce() throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      connection.setAutoCommit(false);
      String highest = highest(connection);
      long rows;
      try (Statement statement = connection.createStatement()) {
        rows =
            statement.executeUpdate(
                """
                INSERT INTO %1$s (id, version, payload)
                SELECT id, version, payload FROM %2$s
                WHERE %3$s > '%4$s' AND %3$s <= '%5$s'
                """
                    .formatted(profile.iceberg(), profile.heap(), column, last, highest));
      }
      connection.commit();
      last = highest;
      return CopyMethod.copied(rows);
    }
  }

  private String highest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(max(%1$s)::text, '%2$s') FROM %3$s"
                    .formatted(column, last, profile.heap()))) {
      row.next();
      return row.getString(1);
    }
  }
}
