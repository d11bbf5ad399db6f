package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.internal.SqlTemplate;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * An advisory lock that a session holds over several transactions, until the session releases it or
 * ends. If the name of the lock is the name of an Iceberg table, the lock also excludes sessions
 * that take the {@link TableLock} of this table.
 *
 * <p>A session must not wait for the lock inside of a statement, because the statement would have a
 * snapshot. If the holder of the lock then ran CREATE INDEX CONCURRENTLY, the holder would wait for
 * the end of this snapshot, and the two sessions would wait for each other.
 *
 * @param name the name of the locked object
 */
public record SessionLock(String name) {
  private static final String KEY = "pg_catalog.hashtextextended('lakehouse_sync:' || ?, 0)";

  private static final String TRY = "SELECT pg_catalog.pg_try_advisory_lock(%s)".formatted(KEY);
  private static final String RELEASE = "SELECT pg_catalog.pg_advisory_unlock(%s)".formatted(KEY);

  private static final String HOLDER =
      SqlTemplate.of(
              """
      SELECT format('pid %s (application %s, user %s), which runs since %s: %s', a.pid,
                    nullif(a.application_name, ''), a.usename, {since},
                    {query})
      FROM (SELECT {key} AS key) AS k
      JOIN pg_locks AS l ON l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32 | l.objid::bigint) = k.key
      JOIN pg_stat_activity AS a ON a.pid = l.pid
      """)
          .with("since", Sql.ifKnown(Sql.instant("a.query_start")))
          .with("query", Sql.firstWords("a.query"))
          .with("key", KEY)
          .sql();

  /** Takes the lock without waiting. Returns whether it was free. */
  public boolean tryTake(Connection connection) throws SQLException {
    return Queries.value(connection, TRY, name).filter("t"::equals).isPresent();
  }

  /** Releases the lock, which this session holds. */
  public void release(Connection connection) throws SQLException {
    Queries.value(connection, RELEASE, name);
  }

  /** Returns a description of the session that holds the lock. */
  public String holder(Connection connection) throws SQLException {
    return Queries.value(connection, HOLDER, name)
        .orElse("a session that has released the lock since");
  }
}
