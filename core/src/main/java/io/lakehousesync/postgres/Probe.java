package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
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
 * The statements of one look, inside a transaction: one for what PostgreSQL's catalog and the
 * checkpoints say of all tables, and one that looks into all of them.
 */
record Probe(Connection connection, Map<SyncTable, TableColumns> columns, Clock clock) {
  /** A lock of somebody's on one table must not hold up the look at the others. */
  private static final String SETTINGS =
      """
      SET LOCAL lock_timeout = '1s';
      SET LOCAL enable_seqscan = off;
      SET LOCAL enable_bitmapscan = off;
      SET LOCAL jit = off
      """;

  /**
   * A table that is not there, or that somebody has locked or waits to lock against readers, is
   * left out. The timeline belongs to the shape: after a failover that lost commits, transaction
   * ids are used a second time.
   */
  private static final String STATE =
      """
      SELECT w.n,
             pg_current_snapshot()::text AS snapshot,
             concat_ws(' ', w.heap, w.iceberg, s.identifier, s.timeline,
               (SELECT sum(hashtextextended(concat_ws(' ', attrelid, attnum, attname, atttypid,
                         atttypmod, attnotnull, attisdropped), 0))
                FROM pg_attribute WHERE attrelid IN (w.heap, w.iceberg) AND attnum > 0),
               (SELECT sum(hashtextextended(concat_ws(' ', tgname, tgenabled), 0))
                FROM pg_trigger WHERE tgrelid = w.heap)) AS shape,
             c.position,
             c.goal IS NOT NULL AS copying
      FROM (
        SELECT n, target, to_regclass(heap_name)::oid AS heap, to_regclass(iceberg_name)::oid AS iceberg
        FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY
          AS named (heap_name, iceberg_name, target, n)
      ) AS w
      CROSS JOIN (
        SELECT system_identifier AS identifier,
               left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline
        FROM pg_control_system()
      ) AS s
      LEFT JOIN %s AS c ON c.target = w.target AND c.system_identifier = s.identifier
      WHERE w.heap IS NOT NULL
        AND w.iceberg IS NOT NULL
        AND w.heap NOT IN (
          SELECT locked.relation
          FROM pg_locks AS l, LATERAL (VALUES (l.relation), (pg_partition_root(l.relation)::oid)) AS locked (relation)
          WHERE l.mode = 'AccessExclusiveLock' AND locked.relation IS NOT NULL
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
      """
          .formatted(Checkpoints.TABLE);

  Map<SyncTable, Sighting> sight(List<SyncTable> tables) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
    Map<SyncTable, Sighting> sightings = state(tables);
    List<SyncTable> there = tables.stream().filter(sightings::containsKey).toList();
    List<@Nullable String> values = values(there);
    for (int i = 0; i < there.size(); i++) {
      Sighting before = Objects.requireNonNull(sightings.get(there.get(i)));
      sightings.put(
          there.get(i),
          new Sighting(
              before.at(),
              before.shape(),
              before.snapshot(),
              before.position(),
              before.copying(),
              values.get(i)));
    }
    return sightings;
  }

  private Map<SyncTable, Sighting> state(List<SyncTable> tables) throws SQLException {
    Instant at = clock.instant();
    Map<SyncTable, Sighting> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(STATE)) {
      statement.setArray(1, texts(tables.stream().map(t -> Sql.table(t.source())).toArray()));
      statement.setArray(2, texts(tables.stream().map(t -> Sql.table(t.target())).toArray()));
      statement.setArray(3, texts(tables.stream().map(t -> t.target().toString()).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(
              tables.get(rows.getInt("n") - 1),
              new Sighting(
                  at,
                  rows.getString("shape"),
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

  /** In the order of the tables. */
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
    List<String> probes = new ArrayList<>();
    for (SyncTable table : tables) {
      TableColumns of = Objects.requireNonNull(columns.get(table));
      probes.add(
          "SELECT (%s)::text, %d"
              .formatted(Tracker.of(table.tracking()).probe(table, of), probes.size()));
    }
    return String.join("\nUNION ALL\n", probes);
  }

  /**
   * At once, and not after the driver's five executions: planning it costs many times what running
   * it does. A host that has turned server-side statements off has its reasons, such as a pooler.
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
