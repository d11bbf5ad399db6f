package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * A source that is wrong on purpose. It finds new rows by transaction ids as the library does, but
 * it commits the checkpoint in a separate transaction. If no kill happens between the two commits,
 * the source copies every row once.
 */
final class TwoTransactionsSource implements SyncSource {
  static final String CHECKPOINTS = TestedTracking.SCHEMA + ".checkpoint";

  private static final String POSITIONS =
      """
      SELECT coalesce((SELECT position::text FROM %s WHERE target = ?), '3:3:'),
             pg_current_snapshot()::text
      """
          .formatted(CHECKPOINTS);

  private static final String COPY =
      """
      INSERT INTO %s (id, version, payload)
      SELECT id, version, payload FROM %s
      WHERE pg_visible_in_snapshot(sync_xid, '%s') AND NOT pg_visible_in_snapshot(sync_xid, '%s')
      """;

  private static final String SAVE =
      """
      INSERT INTO %s (target, position) VALUES (?, ?::pg_snapshot)
      ON CONFLICT (target) DO UPDATE SET position = EXCLUDED.position
      """
          .formatted(CHECKPOINTS);

  /** The part that is committed first. */
  enum Order {
    /** A kill between the two commits doubles rows. */
    ROWS_FIRST,
    /** A kill between the two commits loses rows. */
    CHECKPOINT_FIRST
  }

  private final DataSource postgres;
  private final Order order;

  TwoTransactionsSource(DataSource postgres, Order order) {
    this.postgres = postgres;
    this.order = order;
  }

  @Override
  public CopyResult copy(SyncTable table) {
    Instant before = Instant.now();
    try (Connection connection = postgres.getConnection()) {
      connection.setAutoCommit(false);
      Positions positions = positions(connection, table);
      if (order == Order.CHECKPOINT_FIRST) {
        save(connection, table, positions.current());
        connection.commit();
      }
      long rows = copy(connection, table, positions);
      connection.commit();
      if (order == Order.ROWS_FIRST) {
        save(connection, table, positions.current());
        connection.commit();
      }
      return CopyResult.complete(rows, before);
    } catch (SQLException e) {
      throw new OutcomeUnknownException(
          "Copy of %s failed: %s. Rows or checkpoint may be committed."
              .formatted(table, e.getMessage()),
          e);
    }
  }

  @Override
  public void validate(SyncTable table) {
    // The test sets up the tables.
  }

  @Override
  public String guarantee(SyncTable table) {
    return "none: "
        + (order == Order.ROWS_FIRST
            ? "commits the rows, then the checkpoint"
            : "commits the checkpoint, then the rows");
  }

  /** The PostgreSQL snapshot of the last copy, and the PostgreSQL snapshot of this copy. */
  private record Positions(String previous, String current) {}

  private static Positions positions(Connection connection, SyncTable table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(POSITIONS)) {
      statement.setString(1, table.target().toString());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Positions(row.getString(1), row.getString(2));
      }
    }
  }

  private static long copy(Connection connection, SyncTable table, Positions positions)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(
          COPY.formatted(
              table.target(), table.source(), positions.current(), positions.previous()));
    }
  }

  private static void save(Connection connection, SyncTable table, String position)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
      statement.setString(1, table.target().toString());
      statement.setString(2, position);
      statement.executeUpdate();
    }
  }
}
