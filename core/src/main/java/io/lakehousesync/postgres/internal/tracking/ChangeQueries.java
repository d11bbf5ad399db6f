package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * The two statements of one check, inside a transaction. The first reads the system catalog and the
 * checkpoints for all tables. The second evaluates the {@linkplain Tracker#changeExpression
 * expressions} of all tables.
 */
record ChangeQueries(Connection connection, Map<SyncTable, TableColumns> columns, Clock clock) {
  /**
   * The lock timeout is short, so that a lock on one table does not delay the check of the other
   * tables. The first statement leaves out tables that are already locked. The timeout applies to
   * tables that a session locks after the first statement.
   *
   * <p>The planner can call functions of a table's owner. The statement timeout ends a function
   * that does not return.
   */
  static final String SETTINGS =
      """
      SET LOCAL lock_timeout = '100ms';
      SET LOCAL statement_timeout = '5s';
      SET LOCAL enable_seqscan = off;
      SET LOCAL enable_bitmapscan = off;
      SET LOCAL jit = off
      """;

  /**
   * Leaves out tables that do not exist, and tables that cannot be read now. A heap table cannot be
   * read if a session has, or waits for, an ACCESS EXCLUSIVE lock on the heap table, on one of its
   * partitions or indexes, or on the table that the set-up created for it. The name of that table
   * ends with the heap table's oid.
   *
   * <p>After a failover that lost commits, PostgreSQL uses the lost transaction ids a second time.
   * Each failover changes the timeline. Therefore the timeline is part of the fingerprint.
   *
   * <p>Another host, with other settings of the table, may have copied. The settings that it copied
   * with are in the checkpoint and in the column links. A copy with the settings of this host then
   * follows them or stops, and so they are part of the fingerprint. The row version of an enum
   * value finds a name that was changed and changed back, because another host may have copied the
   * other name. Copies also stop if the heap table has lost its key, or has got row security.
   *
   * <p>The partitions are in an array, so that PostgreSQL finds each by an index. If they were a
   * subquery, it would expect many, and read the whole catalog for each table. pg_partition_tree
   * waits for locks on the partitions, and so it is called only for the readable tables.
   */
  static final String STATE =
      """
      WITH locked AS MATERIALIZED (
        SELECT coalesce(i.indrelid, l.relation) AS oid
        FROM pg_locks AS l LEFT JOIN pg_index AS i ON i.indexrelid = l.relation
        WHERE l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      ), unreadable AS MATERIALIZED (
        SELECT oid::text FROM locked
        UNION
        SELECT parent.relid::oid::text FROM locked, pg_partition_ancestors(oid) AS parent
        UNION
        SELECT substring(c.relname FROM '_([0-9]+)$') FROM locked JOIN pg_class AS c USING (oid)
        WHERE c.relnamespace = to_regnamespace('lakehouse_sync')
      ), named AS MATERIALIZED (
        SELECT n, target, to_regclass(heap_name)::oid AS heap, to_regclass(iceberg_name)::oid AS iceberg
        FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY
          AS named (heap_name, iceberg_name, target, n)
      ), readable AS MATERIALIZED (
        SELECT * FROM named
        WHERE heap IS NOT NULL
          AND iceberg IS NOT NULL
          AND NOT EXISTS (SELECT FROM unreadable WHERE unreadable.oid = named.heap::text)
      )
      SELECT w.n,
             pg_current_snapshot()::text AS snapshot,
             concat_ws(' ', w.heap, w.iceberg, s.identifier, s.timeline,
               (SELECT sum(hashtextextended(concat_ws(' ', attrelid, attnum, xmin), 0))
                FROM pg_attribute WHERE attrelid IN (w.heap, w.iceberg) AND attnum > 0),
               (SELECT sum(hashtextextended(
                  concat_ws(' ', c.oid, c.relfilenode, c.relrowsecurity, c.relforcerowsecurity), 0))
                FROM pg_class AS c WHERE c.oid = ANY (w.tree)),
               (SELECT sum(hashtextextended(concat_ws(' ', t.oid, t.xmin, p.xmin), 0))
                FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
                WHERE t.tgrelid = ANY (w.tree)),
               (SELECT sum(hashtextextended(concat_ws(' ', indexrelid, indkey, indisprimary), 0))
                FROM pg_index WHERE indrelid = w.heap AND indisunique AND indisvalid),
               (SELECT sum(hashtextextended(concat_ws(' ', inhrelid, inhparent), 0))
                FROM pg_inherits WHERE inhparent = ANY (w.tree)),
               (SELECT sum(hashtextextended(concat_ws(' ', oid, xmin, enumlabel), 0)) FROM pg_enum),
               (SELECT sum(hashtextextended(concat_ws(' ', heap, iceberg, type, copied), 0))
                FROM {links} WHERE target = w.target),
               hashtextextended(
                 (to_jsonb(c) - '{position,goal,goal_seen,progress,updated_at}'::text[])::text, 0))
               AS fingerprint,
             c.position,
             c.goal IS NOT NULL AS copying,
             (SELECT relkind IN ('r', 'p') FROM pg_class WHERE oid = w.heap) AS is_table
      FROM (
        SELECT *, ARRAY(SELECT heap UNION ALL SELECT relid FROM pg_partition_tree(heap)) AS tree
        FROM readable
      ) AS w
      CROSS JOIN (
        SELECT system_identifier AS identifier,
               left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline
        FROM pg_control_system()
      ) AS s
      LEFT JOIN {checkpoints} AS c ON c.target = w.target AND c.system_identifier = s.identifier
      """;

  Map<SyncTable, ChangeCheck> check(List<SyncTable> tables) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
    Map<SyncTable, ChangeCheck> checks = state(tables);
    List<SyncTable> there = tables.stream().filter(checks::containsKey).toList();
    List<@Nullable String> values = values(there);
    for (int i = 0; i < there.size(); i++) {
      ChangeCheck before = Objects.requireNonNull(checks.get(there.get(i)));
      checks.put(
          there.get(i),
          new ChangeCheck(
              before.at(),
              before.fingerprint(),
              before.snapshot(),
              before.position(),
              before.copying(),
              values.get(i)));
    }
    return checks;
  }

  private Map<SyncTable, ChangeCheck> state(List<SyncTable> tables) throws SQLException {
    Instant at = clock.instant();
    Map<SyncTable, ChangeCheck> found = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            SqlTemplate.of(STATE)
                .with("checkpoints", Checkpoints.TABLE)
                .with("links", ColumnLinks.TABLE)
                .sql())) {
      statement.setArray(1, texts(tables.stream().map(t -> Sql.table(t.source())).toArray()));
      statement.setArray(2, texts(tables.stream().map(t -> Sql.table(t.target())).toArray()));
      statement.setArray(3, texts(tables.stream().map(t -> t.target().toString()).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          SyncTable table = tables.get(rows.getInt("n") - 1);
          if (!rows.getBoolean("is_table") && table.tracking().kind() != Kind.COMPARISON) {
            // The owner has put a view in place of the table. The copy reports it.
            continue;
          }
          found.put(
              table,
              new ChangeCheck(
                  at,
                  rows.getString("fingerprint"),
                  PgSnapshot.parse(rows.getString("snapshot")),
                  Optional.ofNullable(rows.getString("position")),
                  rows.getBoolean("copying"),
                  null));
        }
      }
    }
    return found;
  }

  private java.sql.Array texts(Object[] values) throws SQLException {
    return connection.createArrayOf("text", values);
  }

  /** Returns the values of the expressions, in the order of the tables. */
  private List<@Nullable String> values(List<SyncTable> tables) throws SQLException {
    List<@Nullable String> values = new ArrayList<>(Collections.nCopies(tables.size(), null));
    if (tables.isEmpty()) {
      return values;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql(tables))) {
      prepareOnServer(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.set(rows.getInt(2), rows.getString(1));
        }
      }
    }
    return values;
  }

  private String sql(List<SyncTable> tables) {
    List<String> queries = new ArrayList<>();
    for (SyncTable table : tables) {
      TableColumns of = Objects.requireNonNull(columns.get(table));
      queries.add(
          "SELECT (%s)::text, %d"
              .formatted(Tracker.of(table.tracking()).changeExpression(table, of), queries.size()));
    }
    return String.join("\nUNION ALL\n", queries);
  }

  /**
   * Makes the driver prepare the statement on the server at the first execution instead of the
   * fifth, because planning this statement costs many times more than running it. Does nothing if
   * the host has turned off server-side statements, for example for a connection pooler.
   */
  private static void prepareOnServer(PreparedStatement statement) throws SQLException {
    if (statement.isWrapperFor(PGStatement.class)) {
      PGStatement driver = statement.unwrap(PGStatement.class);
      if (driver.getPrepareThreshold() > 1) {
        driver.setPrepareThreshold(1);
      }
    }
  }
}
