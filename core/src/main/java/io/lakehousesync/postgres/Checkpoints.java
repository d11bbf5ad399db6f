package io.lakehousesync.postgres;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.SyncTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where checkpoints are kept: a table in our schema, written in the transaction of the rows. A
 * checkpoint counts only in the cluster in which it was written, for transaction ids mean nothing
 * in another one, and only for the two tables that it was written for.
 */
final class Checkpoints {
  static final String TABLE = Sql.SCHEMA + ".checkpoint";

  static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS %s (
        target            text PRIMARY KEY,
        source            text NOT NULL,
        tracking          text NOT NULL,
        position          text NOT NULL,
        goal              text,
        goal_seen         timestamptz,
        progress          text[] NOT NULL DEFAULT '{}',
        source_oid        oid NOT NULL,
        target_oid        oid NOT NULL,
        system_identifier bigint NOT NULL,
        updated_at        timestamptz NOT NULL DEFAULT now()
      )"""
          .formatted(TABLE);

  private static final String LOAD =
      """
      SELECT c.*,
             c.system_identifier = s.system_identifier  AS same_system,
             c.source_oid = to_regclass(?)::oid         AS same_source,
             c.target_oid = to_regclass(?)::oid         AS same_target
      FROM pg_control_system() AS s LEFT JOIN %s AS c ON c.target = ?
      """
          .formatted(TABLE);

  private static final String SAVE =
      """
      INSERT INTO %s AS c
        (target, source, tracking, position, goal, goal_seen, progress,
         source_oid, target_oid, system_identifier)
      SELECT ?, ?, ?, ?, ?, ?, ?, to_regclass(?)::oid, to_regclass(?)::oid, system_identifier
      FROM pg_control_system()
      ON CONFLICT (target) DO UPDATE SET
        source = EXCLUDED.source, tracking = EXCLUDED.tracking, position = EXCLUDED.position,
        goal = EXCLUDED.goal, goal_seen = EXCLUDED.goal_seen, progress = EXCLUDED.progress,
        source_oid = EXCLUDED.source_oid, target_oid = EXCLUDED.target_oid,
        system_identifier = EXCLUDED.system_identifier, updated_at = now()
      """
          .formatted(TABLE);

  private Checkpoints() {}

  /**
   * The table's checkpoint; empty if it was never copied by this tracking.
   *
   * @throws NotAppliedException if it is of another cluster, or the set-up has not run
   */
  static Optional<Checkpoint> load(CopyTask task) throws SQLException {
    try {
      return find(task);
    } catch (SQLException e) {
      if (!SqlState.of(e).equals(SqlState.UNDEFINED_TABLE)) {
        throw e;
      }
      throw new NotAppliedException(
          Retry.POINTLESS,
          "Table %s, which holds the checkpoints, does not exist: %s was not set up. Nothing was"
                  .formatted(TABLE, task.table())
              + " committed. Run the set-up (PgLakeSetup).",
          e);
    }
  }

  private static Optional<Checkpoint> find(CopyTask task) throws SQLException {
    SyncTable table = task.table();
    try (PreparedStatement statement = task.connection().prepareStatement(LOAD)) {
      statement.setString(1, Sql.table(table.source()));
      statement.setString(2, Sql.table(table.target()));
      statement.setString(3, table.target().toString());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getString("target") == null) {
          return Optional.empty();
        }
        boolean bothAnew = !row.getBoolean("same_source") && !row.getBoolean("same_target");
        if (bothAnew && Tracker.of(table.tracking()).marksElsewhere()) {
          // The marks began anew with the heap table, and so do we.
          return Optional.empty();
        }
        check(table, row);
        Timestamp goalSeen = row.getTimestamp("goal_seen");
        return Optional.of(
            new Checkpoint(
                row.getString("position"),
                row.getString("goal"),
                goalSeen == null ? null : goalSeen.toInstant(),
                list(row.getArray("progress"))));
      }
    }
  }

  static void save(CopyTask task, Checkpoint checkpoint) throws SQLException {
    SyncTable table = task.table();
    Connection connection = task.connection();
    try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
      statement.setString(1, table.target().toString());
      statement.setString(2, table.source().toString());
      statement.setString(3, table.tracking().toString());
      statement.setString(4, checkpoint.position());
      statement.setString(5, checkpoint.goal());
      statement.setTimestamp(6, timestamp(checkpoint.goalSeen()));
      statement.setArray(7, connection.createArrayOf("text", checkpoint.progress().toArray()));
      statement.setString(8, Sql.table(table.source()));
      statement.setString(9, Sql.table(table.target()));
      statement.executeUpdate();
    }
  }

  private static void check(SyncTable table, ResultSet row) throws SQLException {
    if (!row.getBoolean("same_system")) {
      throw newBaseline(
          table,
          "was written in another PostgreSQL cluster (a restore or a move), whose transaction ids"
              + " mean nothing here");
    }
    if (!row.getString("tracking").equals(table.tracking().toString())
        || !row.getString("source").equals(table.source().toString())) {
      throw newBaseline(
          table,
          "belongs to %s tracked by %s"
              .formatted(row.getString("source"), row.getString("tracking")));
    }
    if (!row.getBoolean("same_source") || !row.getBoolean("same_target")) {
      throw newBaseline(
          table,
          "belongs to another table of the same name: %s was dropped and created anew"
              .formatted(row.getBoolean("same_source") ? table.target() : table.source()));
    }
  }

  /** Stops the table, because going on could lose or double rows without anybody noticing. */
  static NotAppliedException newBaseline(SyncTable table, String why) {
    return new NotAppliedException(
        Retry.POINTLESS,
        ("Copy of %s stopped, nothing was committed: its checkpoint %s. Make a new"
                + " baseline (PgLakeSetup.newBaseline): it empties the Iceberg table, and all rows are"
                + " copied again.")
            .formatted(table, why),
        null);
  }

  /**
   * Where there is no checkpoint, before all rows are appended: those that are there may be the
   * same ones, as after a teardown, or after somebody has dropped our schema.
   */
  static void requireEmptyTarget(CopyTask task) throws SQLException {
    SyncTable table = task.table();
    if (Catalog.hasRows(task.connection(), table.target())) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Copy of %s stopped, nothing was committed: %s has rows, and no checkpoint says which rows"
                  + " of %s they are, so that appending all of them could double some. Make a new"
                  + " baseline (PgLakeSetup.newBaseline): it empties the Iceberg table, and all rows"
                  + " are copied. Or use mode UPSERT, which replaces rows by key.")
              .formatted(table, table.target(), table.source()),
          null);
    }
  }

  private static List<String> list(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }
}
