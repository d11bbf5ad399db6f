package io.lakehousesync.postgres;

import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The transactions that hold a writer's lock on a heap table, or on a partition of it, prepared
 * ones too, in words that name them.
 *
 * @param byTransaction what holds the lock, by virtual transaction
 */
record Writers(Map<String, String> byTransaction) {
  /**
   * How the virtual transactions begin of prepared ones that were there before the server started.
   */
  private static final String RECOVERED = "-1/";

  private static final String QUERY =
      """
      SELECT DISTINCT l.virtualtransaction || '=' || CASE
        WHEN a.pid IS NULL THEN
          (SELECT format('a prepared transaction, of %%s',
                         string_agg(format('%%s (prepared at %%s)', p.gid, %2$s), ', '))
           FROM pg_prepared_xacts AS p WHERE p.database = current_database())
        ELSE format(
          'pid %%s (application %%s, user %%s), in a transaction since %%s, now %%s: %%s',
          a.pid, nullif(a.application_name, ''), a.usename, %3$s, a.state,
          left(regexp_replace(a.query, '\\s+', ' ', 'g'), 80))
        END
      FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
      WHERE l.locktype = 'relation'
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                       'AccessExclusiveLock')
        AND l.pid IS DISTINCT FROM pg_backend_pid()
        AND (l.relation = %1$s::regclass
             OR l.relation IN (SELECT relid FROM pg_partition_tree(%1$s::regclass)))
      """;

  static Writers of(CopyTask task) throws SQLException {
    String query =
        QUERY.formatted(
            Sql.literal(Sql.table(task.table().source())),
            Sql.instant("p.prepared"),
            Sql.instant("a.xact_start"));
    Map<String, String> found = new LinkedHashMap<>();
    for (String writer : Query.strings(task, query)) {
      int end = writer.indexOf('=');
      found.put(writer.substring(0, end), writer.substring(end + 1));
    }
    return new Writers(found);
  }

  /**
   * Those of these transactions that still hold a lock, and those that a restart has brought back:
   * a prepared transaction has another number then, and may be one of these.
   */
  List<String> still(Collection<String> transactions) {
    return byTransaction.keySet().stream()
        .filter(id -> transactions.contains(id) || id.startsWith(RECOVERED))
        .toList();
  }

  String describe(Collection<String> transactions) {
    return String.join("; ", transactions.stream().map(byTransaction::get).toList());
  }
}
