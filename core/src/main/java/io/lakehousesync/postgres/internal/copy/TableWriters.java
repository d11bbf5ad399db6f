package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The transactions that hold a writer's lock on a heap table or a partition of it, including
 * prepared transactions.
 *
 * @param byTransaction a description of each transaction, by virtual transaction id
 */
public record TableWriters(Map<String, String> byTransaction) {
  /** The prefix of the virtual ids of transactions that were prepared before the server started. */
  private static final String RECOVERED = "-1/";

  private static final String QUERY =
      """
      SELECT DISTINCT l.virtualtransaction || '=' || CASE
        WHEN a.pid IS NULL THEN
          (SELECT format('a prepared transaction, of %s',
                         string_agg(format('%s (prepared at %s)', p.gid, {prepared}), ', '))
           FROM pg_prepared_xacts AS p WHERE p.database = current_database())
        ELSE format(
          'pid %s (application %s, user %s), in a transaction since %s, now %s: %s',
          a.pid, nullif(a.application_name, ''), a.usename, {since}, {state},
          {query})
        END
      FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
      WHERE l.locktype = 'relation'
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                       'AccessExclusiveLock')
        AND l.pid IS DISTINCT FROM pg_backend_pid()
        AND (l.relation = {heap}::regclass
             OR l.relation IN (SELECT relid FROM pg_partition_tree({heap}::regclass)))
      """;

  /** Reads the present writers of the task's heap table. */
  public static TableWriters of(CopyTask task) throws SQLException {
    String query =
        SqlTemplate.of(QUERY)
            .with("heap", Sql.literal(Sql.table(task.table().source())))
            .with("prepared", Sql.instant("p.prepared"))
            .with("state", Sql.ifKnown("a.state"))
            .with("since", Sql.ifKnown(Sql.instant("a.xact_start")))
            .with("query", Sql.firstWords("a.query"))
            .sql();
    Map<String, String> found = new LinkedHashMap<>();
    for (String writer : Queries.values(task.connection(), query)) {
      int end = writer.indexOf('=');
      found.put(writer.substring(0, end), writer.substring(end + 1));
    }
    return new TableWriters(found);
  }

  /**
   * Returns which of these transactions still hold a lock. Also returns all prepared transactions
   * that a restart has restored. A restored transaction has a new id, so it is not known whether it
   * is one of the given transactions.
   */
  public List<String> still(Collection<String> transactions) {
    return byTransaction.keySet().stream()
        .filter(id -> transactions.contains(id) || id.startsWith(RECOVERED))
        .toList();
  }

  /** Returns a description of these transactions. */
  public String describe(Collection<String> transactions) {
    return String.join("; ", transactions.stream().map(byTransaction::get).toList());
  }
}
