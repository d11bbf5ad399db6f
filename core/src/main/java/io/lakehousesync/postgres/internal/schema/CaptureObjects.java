package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * The objects that this library has created for a heap table, as the system catalog has them:
 * functions, and the table of tombstones (the keys of deleted rows). The record also has the
 * properties of the heap table that decide which of these objects it needs. {@link HeapTriggers}
 * has the triggers.
 *
 * @param large whether the table had more than {@code SMALL_PAGES} pages when PostgreSQL last
 *     counted them, in a VACUUM, ANALYZE or CREATE INDEX; always true for a partitioned table
 * @param uncaptured why triggers cannot capture all changes of the table; empty if they can
 * @param stamp the body of the function that sets the tracking column, followed by the settings in
 *     its SET clauses, one per line; empty if there is no function
 * @param removal the body and the settings of the function that stores tombstones, in the same form
 * @param tombstones the columns of our table of tombstones; empty if there is no table
 * @param requiredKey the columns that a constraint requires of each tombstone; empty if there is no
 *     constraint
 * @param writersMayUse whether every role may call the functions and insert tombstones
 */
public record CaptureObjects(
    boolean large,
    Optional<String> uncaptured,
    Optional<String> stamp,
    Optional<String> removal,
    Set<String> tombstones,
    Set<String> requiredKey,
    boolean writersMayUse) {
  /** The constraint that each tombstone has a key, unless it records a TRUNCATE. */
  public static final String KEY_IS_KNOWN = "key_is_known";

  /** The objects of a table that does not exist. */
  static final CaptureObjects NONE =
      new CaptureObjects(
          false, Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), Set.of(), false);

  /**
   * The number of pages that PostgreSQL reads in about 2 ms. If a table has at most this number of
   * pages, the scan in each copy costs less than an index would cost the writers.
   */
  private static final int SMALL_PAGES = 1_000;

  private static final String QUERY =
      """
      SELECT c.relkind = 'p' OR c.relpages > {pages} AS large,
             CASE
               WHEN c.relkind NOT IN ('r', 'p') THEN 'is not a table'
               WHEN c.relpersistence = 'u' THEN 'is unlogged, and is emptied by a crash of the server'
               WHEN c.relispartition THEN 'is a partition, and only its parent can get the column'
               ELSE coalesce(
                 (SELECT pg_catalog.format('is a child of %s, whose statements do not fire all triggers of a child',
                                           i.inhparent::pg_catalog.regclass)
                  FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid LIMIT 1),
                 (SELECT pg_catalog.format('has the child %s, whose rows are read but not captured',
                                           i.inhrelid::pg_catalog.regclass)
                  FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS h ON h.oid = i.inhrelid
                  WHERE i.inhparent = c.oid AND NOT h.relispartition LIMIT 1),
                 (SELECT pg_catalog.format('has the unlogged partition %s, which is emptied by a crash of the server',
                                           p.oid::pg_catalog.regclass)
                  FROM {withPartitions} AS p JOIN pg_catalog.pg_class AS h ON h.oid = p.oid
                  WHERE h.relpersistence = 'u' LIMIT 1),
                 (SELECT pg_catalog.format('has the foreign partition %s', p.oid::pg_catalog.regclass)
                  FROM {withPartitions} AS p JOIN pg_catalog.pg_class AS h ON h.oid = p.oid
                  WHERE h.relkind = 'f' LIMIT 1))
             END AS uncaptured,
             pg_catalog.concat(s.prosrc, pg_catalog.array_to_string(s.proconfig, E'\\n')) AS stamp,
             pg_catalog.concat(p.prosrc, pg_catalog.array_to_string(p.proconfig, E'\\n')) AS removal,
             ARRAY (SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) AS tombstones,
             ARRAY (SELECT a.attname::pg_catalog.text
                    FROM pg_catalog.pg_constraint AS r JOIN pg_catalog.pg_attribute AS a
                      ON a.attrelid = r.conrelid AND a.attnum = ANY (r.conkey)
                    WHERE r.conrelid = t.oid AND r.contype = 'c' AND r.conname = '{keyIsKnown}'
                      AND a.attname <> 'truncated') AS required_key,
             pg_catalog.has_schema_privilege('public', ours.oid, 'USAGE')
               AND pg_catalog.has_function_privilege('public', p.oid, 'EXECUTE')
               AND pg_catalog.has_function_privilege('public', s.oid, 'EXECUTE')
               AND NOT EXISTS (
                 SELECT FROM pg_catalog.pg_attribute AS a
                 WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.attname <> 'sync_xid'
                   AND NOT pg_catalog.has_column_privilege('public', t.oid, a.attnum, 'INSERT'))
               AS writers_may_use
      FROM pg_catalog.pg_class AS c
      CROSS JOIN (SELECT pg_catalog.to_regnamespace('lakehouse_sync')) AS ours (oid)
      LEFT JOIN pg_catalog.pg_proc AS p
        ON p.pronamespace = ours.oid AND p.proname = pg_catalog.concat('xid_', c.oid)::pg_catalog.name
      LEFT JOIN pg_catalog.pg_proc AS s
        ON s.pronamespace = ours.oid
          AND s.proname = pg_catalog.concat('xid_stamp_', c.oid)::pg_catalog.name
      LEFT JOIN pg_catalog.pg_class AS t
        ON t.relnamespace = ours.oid AND t.relname = pg_catalog.concat('xid_', c.oid)::pg_catalog.name
      WHERE c.oid = ?::pg_catalog.oid
      """
          .replace("{withPartitions}", Sql.withPartitions("c.oid"))
          .replace("{keyIsKnown}", KEY_IS_KNOWN)
          .replace("{pages}", String.valueOf(SMALL_PAGES));

  private static final String PAGES =
      "SELECT pg_catalog.pg_relation_size(?::pg_catalog.oid) / pg_catalog.current_setting('block_size')::bigint";

  /**
   * Returns whether the table has more than {@code SMALL_PAGES} pages now. If another session has
   * an exclusive lock on the table, waits for the end of this lock.
   */
  public static boolean isLarge(Connection connection, String heapOid) throws SQLException {
    return Queries.value(connection, PAGES, heapOid)
        .filter(pages -> Long.parseLong(pages) > SMALL_PAGES)
        .isPresent();
  }

  /** Reads the objects of an existing heap table. Does not wait for locks on this table. */
  static CaptureObjects read(Connection connection, String heapOid) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, heapOid);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new CaptureObjects(
                row.getBoolean("large"),
                Optional.ofNullable(row.getString("uncaptured")),
                function(row, "stamp"),
                function(row, "removal"),
                names(row, "tombstones"),
                names(row, "required_key"),
                row.getBoolean("writers_may_use"))
            : NONE;
      }
    }
  }

  private static Set<String> names(ResultSet row, String column) throws SQLException {
    return Set.of((String[]) row.getArray(column).getArray());
  }

  private static Optional<String> function(ResultSet row, String column) throws SQLException {
    return Optional.of(row.getString(column)).filter(body -> !body.isEmpty());
  }
}
