package io.lakehousesync.examples.peers.contestant;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** Copies by a statement inside PostgreSQL. */
final class StatementContestant implements Contestant {
  private final DataSource postgres;
  private final Kind kind;
  private final String description;
  private final Copy copy;
  private long lastCopied;

  /** The statement that copies a range of ids. */
  @FunctionalInterface
  interface Copy {
    /** Returns the statement for the ids above {@code lastCopied}, up to {@code lastId}. */
    String sql(long lastCopied, long lastId);
  }

  /**
   * Creates the object.
   *
   * @param description the expression of the description in SQL
   */
  StatementContestant(DataSource postgres, Kind kind, String description, Copy copy)
      throws SQLException {
    this.postgres = postgres;
    this.kind = kind;
    this.copy = copy;
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      this.description = value(statement, "SELECT " + description);
    }
  }

  /** Returns the engine's own statement. */
  static Contestant bare(DataSource postgres) throws SQLException {
    String iceberg = Kind.BARE.profile().iceberg();
    String heap = Kind.BARE.profile().heap();
    return new StatementContestant(
        postgres,
        Kind.BARE,
        "'one INSERT ... SELECT over JDBC'",
        (lastCopied, lastId) ->
            """
            INSERT INTO %s (id, version, payload)
            SELECT id, version, payload FROM %s WHERE id > %d AND id <= %d
            """
                .formatted(iceberg, heap, lastCopied, lastId));
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String copy(long lastId) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      if (lastId > lastCopied) {
        statement.execute(copy.sql(lastCopied, lastId));
        lastCopied = lastId;
      }
      return value(
          statement,
          """
          SELECT metadata_location FROM iceberg_tables
          WHERE catalog_name = current_database()
            AND table_namespace || '.' || table_name = '%s'
          """
              .formatted(kind.profile().iceberg()));
    }
  }

  private static String value(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {}
}
