package io.lakehousesync.examples.workload;

import io.lakehousesync.CopyResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * What everybody writes first: copy the rows above the highest value of the last copy. A row whose
 * transaction commits after one with a higher value is never seen.
 */
public final class CursorKind implements Kind {
  private final Profile profile;
  private final String column;
  private final String definition;
  private final DataSource postgres;
  private String last;

  private CursorKind(
      Profile profile, String column, String first, String definition, DataSource postgres) {
    this.profile = profile;
    this.column = column;
    this.last = first;
    this.definition = definition;
    this.postgres = postgres;
  }

  /** Goes by the highest id. */
  public static CursorKind byId(Profile profile, DataSource postgres) {
    return new CursorKind(profile, "id", "0", "", postgres);
  }

  /** Goes by the latest time of creation. */
  public static CursorKind byCreationTime(Profile profile, DataSource postgres) {
    return new CursorKind(
        profile,
        "created_at",
        "-infinity",
        ",\n  created_at timestamptz NOT NULL DEFAULT now()",
        postgres);
  }

  @Override
  public Profile profile() {
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
      return Kind.copied(rows);
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
