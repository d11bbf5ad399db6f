package io.lakehousesync.postgres.internal.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Our function and our table of tombstones for a heap table, as the system catalog has them, and
 * the properties of the heap table that decide what it needs. {@link HeapTriggers} has the
 * triggers.
 *
 * @param large whether a scan of the table takes more than a few milliseconds; always true for a
 *     partitioned table
 * @param uncaptured why no trigger can capture all changes of the table; empty if one can
 * @param function the body of our function and the settings that it sets, one per line; empty if
 *     there is no function
 * @param tombstones the columns of our table of tombstones; empty if there is no table
 * @param writersMayUse whether every role may call the function and insert tombstones
 */
public record CaptureObjects(
    boolean large,
    Optional<String> uncaptured,
    Optional<String> function,
    Set<String> tombstones,
    boolean writersMayUse) {
  /** The objects of a table that does not exist. */
  static final CaptureObjects NONE =
      new CaptureObjects(false, Optional.empty(), Optional.empty(), Set.of(), false);

  /**
   * The number of pages that PostgreSQL reads in about 2 ms. Up to here a scan costs a copy less
   * than an index costs the writers.
   */
  private static final int SMALL_PAGES = 1_000;

  private static final String QUERY =
      """
      SELECT c.relkind = 'p' OR pg_catalog.pg_relation_size(c.oid) > {pages} * 8192 AS large,
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
                 (SELECT pg_catalog.format('has the foreign partition %s', p.relid)
                  FROM pg_catalog.pg_partition_tree(c.oid) AS p
                  JOIN pg_catalog.pg_class AS h ON h.oid = p.relid
                  WHERE h.relkind = 'f' LIMIT 1))
             END AS uncaptured,
             pg_catalog.concat(p.prosrc, pg_catalog.array_to_string(p.proconfig, E'\\n')) AS function,
             ARRAY (SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) AS tombstones,
             pg_catalog.has_schema_privilege('public', ours.oid, 'USAGE')
               AND pg_catalog.has_function_privilege('public', p.oid, 'EXECUTE')
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
      LEFT JOIN pg_catalog.pg_class AS t
        ON t.relnamespace = ours.oid AND t.relname = pg_catalog.concat('xid_', c.oid)::pg_catalog.name
      WHERE c.oid = ?::pg_catalog.oid
      """
          .replace("{pages}", String.valueOf(SMALL_PAGES));

  /** Reads the objects of a heap table that exists. */
  static CaptureObjects read(Connection connection, String heapOid) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, heapOid);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new CaptureObjects(
                row.getBoolean("large"),
                Optional.ofNullable(row.getString("uncaptured")),
                Optional.of(row.getString("function")).filter(body -> !body.isEmpty()),
                Set.of((String[]) row.getArray("tombstones").getArray()),
                row.getBoolean("writers_may_use"))
            : NONE;
      }
    }
  }
}
