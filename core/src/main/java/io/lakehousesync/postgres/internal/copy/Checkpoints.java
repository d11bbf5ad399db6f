package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.text.Printable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Stores checkpoints in a table of our schema, in the transaction that copies the rows. A
 * checkpoint is valid only for the two tables that it was written for. It is valid only in the same
 * cluster, because transaction ids mean nothing in another cluster.
 */
public final class Checkpoints {
  /** The name of the table that holds the checkpoints. */
  public static final String TABLE = Sql.SCHEMA + ".checkpoint";

  /** The statement that creates the table. */
  public static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS %s (
        target            text PRIMARY KEY,
        source            text NOT NULL,
        tracking          text NOT NULL,
        mode              text NOT NULL,
        deletes           text NOT NULL,
        key               text[] NOT NULL,
        position          text NOT NULL,
        goal              text,
        goal_seen         timestamptz,
        progress          text[] NOT NULL DEFAULT '{}',
        source_oid        oid NOT NULL,
        target_oid        oid NOT NULL,
        system_identifier bigint NOT NULL,
        expressions       text NOT NULL DEFAULT '',
        updated_at        timestamptz NOT NULL DEFAULT now()
      )"""
          .formatted(TABLE);

  /** Adds the column for expressions to a table of an earlier version. */
  public static final String ADD_EXPRESSIONS =
      "ALTER TABLE %s ADD COLUMN expressions text NOT NULL DEFAULT ''".formatted(TABLE);

  private static final String HAS_EXPRESSIONS =
      """
      SELECT 'yes' FROM pg_attribute
      WHERE attrelid = to_regclass(?) AND attname = 'expressions' AND NOT attisdropped""";

  private static final String LOAD =
      """
      SELECT c.*,
             CAST(ceil(1000 * extract(epoch FROM clock_timestamp() - c.goal_seen)) AS bigint)
                                                        AS goal_age,
             c.system_identifier = s.system_identifier  AS same_system,
             c.source_oid = to_regclass(?)::oid         AS same_source,
             c.target_oid = to_regclass(?)::oid         AS same_target
      FROM pg_control_system() AS s LEFT JOIN %s AS c ON c.target = ?
      """
          .formatted(TABLE);

  /**
   * The time of the goal is the start of the transaction that sets it, on PostgreSQL's clock,
   * because another host, with another clock, may finish the copy.
   */
  private static final String SAVE =
      """
      INSERT INTO %s AS c
        (target, source, tracking, mode, deletes, key, position, goal, goal_seen, progress,
         source_oid, target_oid, system_identifier, expressions)
      SELECT ?, ?, ?, ?, ?, ?, ?, g.goal, CASE WHEN g.goal IS NOT NULL THEN now() END, ?,
             to_regclass(?)::oid, to_regclass(?)::oid, system_identifier, ?
      FROM pg_control_system() CROSS JOIN (SELECT CAST(? AS text)) AS g (goal)
      ON CONFLICT (target) DO UPDATE SET
        source = EXCLUDED.source, tracking = EXCLUDED.tracking, mode = EXCLUDED.mode,
        deletes = EXCLUDED.deletes, key = EXCLUDED.key, position = EXCLUDED.position,
        goal_seen = CASE WHEN c.goal = EXCLUDED.goal THEN c.goal_seen ELSE EXCLUDED.goal_seen END,
        goal = EXCLUDED.goal, progress = EXCLUDED.progress,
        source_oid = EXCLUDED.source_oid, target_oid = EXCLUDED.target_oid,
        system_identifier = EXCLUDED.system_identifier, expressions = EXCLUDED.expressions,
        updated_at = now()
      """
          .formatted(TABLE);

  private static final String SAVE_KEEP =
      "UPDATE %s SET deletes = ? WHERE target = ? AND deletes <> ?".formatted(TABLE);

  private Checkpoints() {}

  /** Returns whether the table of checkpoints, which exists, has the column for expressions. */
  public static boolean hasExpressions(Connection connection) throws SQLException {
    return Queries.value(connection, HAS_EXPRESSIONS, TABLE).isPresent();
  }

  /**
   * Returns the table's checkpoint; empty if the table has none.
   *
   * @throws NotAppliedException if it belongs to another cluster, tracking or table, or the set-up
   *     has not run
   */
  public static Optional<Checkpoint> load(CopyTask task) throws SQLException {
    return load(task, false);
  }

  /**
   * Returns the checkpoint of a table with tracking by marker or by queue; empty if there is none.
   * Also returns empty if both tables were dropped and created anew in this cluster, because the
   * checkpoint then belongs to the dropped tables.
   *
   * @throws NotAppliedException if it belongs to another cluster, tracking or table, or the set-up
   *     has not run
   */
  public static Optional<Checkpoint> loadBesideMarks(CopyTask task) throws SQLException {
    return load(task, true);
  }

  private static Optional<Checkpoint> load(CopyTask task, boolean besideMarks) throws SQLException {
    try {
      return find(task, besideMarks);
    } catch (SQLException e) {
      if (SqlState.of(e).equals(SqlState.UNDEFINED_COLUMN)) {
        throw new NotAppliedException(
            Retry.POINTLESS,
            "Table %s is that of an earlier version of this library. Nothing was committed. Run the set-up (PgLakeSetup)."
                .formatted(TABLE),
            e);
      } else if (!SqlState.of(e).equals(SqlState.UNDEFINED_TABLE)) {
        throw e;
      }
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Table %s, which holds the checkpoints, does not exist: %s was not set up. Nothing was"
                  + " committed. Run the set-up (PgLakeSetup).")
              .formatted(TABLE, task.table()),
          e);
    }
  }

  private static Optional<Checkpoint> find(CopyTask task, boolean besideMarks) throws SQLException {
    SyncTable table = task.table();
    try (PreparedStatement statement = task.connection().prepareStatement(LOAD)) {
      statement.setString(1, Sql.table(table.source()));
      statement.setString(2, Sql.table(table.target()));
      statement.setString(3, table.target().toString());
      Instant asked = task.clock().instant();
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getString("target") == null) {
          return Optional.empty();
        }
        if (besideMarks
            && row.getBoolean("same_system")
            && !row.getBoolean("same_source")
            && !row.getBoolean("same_target")) {
          return Optional.empty();
        }
        check(task, row);
        long goalAge = row.getLong("goal_age");
        boolean hasGoal = !row.wasNull();
        return Optional.of(
            new Checkpoint(
                row.getString("position"),
                row.getString("goal"),
                hasGoal ? asked.minusMillis(goalAge) : null,
                list(row.getArray("progress"))));
      }
    }
  }

  /** Writes the table's checkpoint. */
  public static void save(CopyTask task, Checkpoint checkpoint) throws SQLException {
    SyncTable table = task.table();
    Connection connection = task.connection();
    try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
      statement.setString(1, table.target().toString());
      statement.setString(2, table.source().toString());
      statement.setString(3, persisted(table.tracking()));
      statement.setString(4, persisted(task.mode()));
      statement.setString(5, persisted(table.deletes()));
      statement.setArray(6, connection.createArrayOf("text", key(task).toArray()));
      statement.setString(7, checkpoint.position());
      statement.setArray(8, connection.createArrayOf("text", checkpoint.progress().toArray()));
      statement.setString(9, Sql.table(table.source()));
      statement.setString(10, Sql.table(table.target()));
      statement.setString(11, task.heapRows().persisted());
      statement.setString(12, checkpoint.goal());
      statement.executeUpdate();
    }
  }

  /**
   * Stores that deleted rows are kept from now on, even if the copy has nothing else to store. If
   * they are later deleted again, a new baseline is needed, because copies have passed over
   * deletes.
   */
  public static void saveKeep(CopyTask task) throws SQLException {
    if (task.table().deletes() != Deletes.KEEP) {
      return;
    }
    try (PreparedStatement statement = task.connection().prepareStatement(SAVE_KEEP)) {
      statement.setString(1, persisted(Deletes.KEEP));
      statement.setString(2, task.table().target().toString());
      statement.setString(3, persisted(Deletes.KEEP));
      statement.executeUpdate();
    }
  }

  /**
   * Returns the text that a checkpoint stores for a tracking. The text must stay the same in later
   * versions, because it is compared with stored checkpoints.
   */
  private static String persisted(ChangeTracking tracking) {
    return tracking.kind().id() + tracking.column().map(column -> ":" + column).orElse("");
  }

  private static String persisted(WriteMode mode) {
    return switch (mode) {
      case APPEND -> "append";
      case UPSERT -> "upsert";
    };
  }

  private static String persisted(Deletes deletes) {
    return switch (deletes) {
      case APPLY -> "apply";
      case KEEP -> "keep";
    };
  }

  /**
   * Returns the numbers of the key's columns, which a rename does not change. Returns no numbers if
   * the copies do not depend on the key.
   */
  private static List<String> key(CopyTask task) {
    boolean depends =
        switch (task.table().tracking().kind()) {
          case XID -> true;
          case MARKER -> task.mode() == WriteMode.UPSERT;
          // If the key changes, the set-up of the queue makes the next copy replace all rows.
          case ORDERED, QUEUE, COMPARISON -> false;
        };
    return depends
        ? task.columns().key(task.table()).stream()
            .map(name -> String.valueOf(task.columns().heapNumber(name)))
            .toList()
        : List.of();
  }

  private static void check(CopyTask task, ResultSet row) throws SQLException {
    SyncTable table = task.table();
    if (!row.getBoolean("same_system")) {
      throw newBaseline(
          table,
          "was written in another PostgreSQL cluster (a restore or a move), whose transaction ids"
              + " mean nothing here");
    }
    if (!row.getString("tracking").equals(persisted(table.tracking()))
        || !row.getString("source").equals(table.source().toString())) {
      throw newBaseline(
          table,
          "belongs to %s tracked by %s"
              .formatted(row.getString("source"), row.getString("tracking")));
    }
    if (!row.getString("mode").equals(persisted(task.mode()))) {
      throw newBaseline(
          table,
          "was written in mode %s, and the mode is now %s"
              .formatted(row.getString("mode"), persisted(task.mode())));
    }
    if (!list(row.getArray("key")).equals(key(task))) {
      throw newBaseline(
          table,
          "identifies rows by other columns than the present key, %s"
              .formatted(task.columns().key(task.table())));
    }
    if (!row.getString("expressions").equals(task.heapRows().persisted())) {
      throw newBaseline(
          table,
          "was written with %s, and the table now has %s, so that rows that were copied before may be wrong"
              .formatted(
                  describe(row.getString("expressions")), describe(task.heapRows().persisted())));
    }
    if (row.getString("deletes").equals(persisted(Deletes.KEEP))
        && table.deletes() == Deletes.APPLY) {
      throw newBaseline(table, "was written with deletes=keep, and deletes is now apply");
    }
    if (!row.getBoolean("same_source") || !row.getBoolean("same_target")) {
      throw newBaseline(
          table,
          "belongs to another table of the same name: %s was dropped and created anew"
              .formatted(row.getBoolean("same_source") ? table.target() : table.source()));
    }
  }

  private static String describe(String expressions) {
    return expressions.isEmpty()
        ? "no filter and no expressions"
        : "the expressions " + Printable.quoted(expressions.replace("\n", "; "));
  }

  /**
   * Returns the exception that stops the copy of a table, because the copy could lose rows or copy
   * rows twice.
   */
  public static NotAppliedException newBaseline(SyncTable table, String why) {
    return new NotAppliedException(
        Retry.POINTLESS,
        ("Copy of %s stopped, nothing was committed: its checkpoint %s. Make a new"
                + " baseline (PgLakeSetup.newBaseline), which empties the Iceberg table: the next run"
                + " copies all rows again.")
            .formatted(table, why),
        null);
  }

  /**
   * Stops a copy that has no checkpoint if the Iceberg table has rows. Without a checkpoint, the
   * copy would append all heap rows, but the Iceberg table may already have the same rows, for
   * example after a teardown.
   *
   * @throws NotAppliedException if the Iceberg table has rows
   */
  public static void requireEmptyTarget(CopyTask task) throws SQLException {
    SyncTable table = task.table();
    if (Queries.hasRows(task.connection(), table.target())) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Copy of %s stopped, nothing was committed: %s has rows, and no checkpoint says which rows"
                  + " of %s were copied into it. Appending all rows could duplicate some. Make a new"
                  + " baseline (PgLakeSetup.newBaseline), which empties the Iceberg table: the next run"
                  + " copies all rows. Or use mode UPSERT, which replaces rows by key.")
              .formatted(table, table.target(), table.source()),
          null);
    }
  }

  private static List<String> list(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }
}
