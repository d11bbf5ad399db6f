package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The sessions that hold a lock on a table, on one of its partitions, on one of the indexes, or on
 * our table of its removed or changed keys.
 */
public final class TableUsers {
  private static final int NAMED = 3;

  private static final SqlTemplate OLDEST =
      SqlTemplate.of(
              """
      WITH tables AS (
        SELECT {table}::regclass::oid AS oid
        UNION SELECT relid::oid FROM pg_partition_tree({table}::regclass)
        UNION SELECT oid FROM pg_class
        WHERE relnamespace = to_regnamespace('lakehouse_sync')
          AND relname = ANY (ARRAY[format('xid_%s', {table}::regclass::oid),
                                   format('queue_%s', {table}::regclass::oid)])
      ), holders AS (
        SELECT DISTINCT pid, CASE WHEN pid IS NULL THEN virtualtransaction END AS prepared
        FROM pg_locks
        WHERE granted AND pid IS DISTINCT FROM pg_backend_pid()
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND relation IN (SELECT oid FROM tables
                           UNION SELECT indexrelid FROM pg_index
                           WHERE indrelid IN (SELECT oid FROM tables))
      )
      SELECT coalesce(
               CASE WHEN a.pid IS NOT NULL THEN
                 format('pid %s (application %s, user %s), %s, in a transaction since %s: %s', a.pid,
                        nullif(a.application_name, ''), coalesce(a.usename, a.backend_type), {state},
                        {since}, {query}) END,
               (SELECT string_agg(format('prepared transaction %s of user %s', p.gid, p.owner), ', ')
                FROM pg_prepared_xacts AS p JOIN pg_locks AS x ON x.transactionid = p.transaction
                WHERE x.pid IS NULL AND x.virtualtransaction = h.prepared),
               'a session that has ended since')
      FROM holders AS h LEFT JOIN pg_stat_activity AS a ON a.pid = h.pid
      ORDER BY a.xact_start NULLS FIRST LIMIT {named}
      """)
          .with("state", Sql.ifKnown("a.state"))
          .with("since", Sql.ifKnown(Sql.instant("a.xact_start")))
          .with("query", Sql.firstWords("a.query"))
          .with("named", NAMED);

  private TableUsers() {}

  /** Describes the sessions with the oldest transactions. */
  public static String describe(Connection connection, TableName table) throws SQLException {
    List<String> users =
        Queries.values(connection, OLDEST.with("table", Sql.literal(Sql.table(table))).sql());
    return users.isEmpty() ? "sessions that have released it since" : String.join("; ", users);
  }
}
