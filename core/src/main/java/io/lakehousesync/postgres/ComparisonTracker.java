package io.lakehousesync.postgres;

import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * No tracking: the Iceberg table is replaced as a whole, in the one snapshot of the transaction, if
 * a row differs from the heap table. One snapshot holds all of it, whatever the size of a batch:
 * half of a dimension would be a state that never was.
 */
record ComparisonTracker() implements Tracker {
  /**
   * The heap's columns are cast to the types of the Iceberg table, so that both sides of EXCEPT
   * have the same ones. EXCEPT ALL, for a table may hold equal rows.
   */
  private static final String DIFFERS =
      """
      WITH heap AS (SELECT %1$s FROM %2$s),
           lake AS (SELECT %3$s FROM %4$s)
      SELECT EXISTS (SELECT * FROM heap EXCEPT ALL SELECT * FROM lake)
          OR EXISTS (SELECT * FROM lake EXCEPT ALL SELECT * FROM heap)
      """;

  /**
   * Also while PostgreSQL has counted no change: a count can be lost, and the Iceberg table may
   * have been changed by others.
   */
  private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(30);

  /** PostgreSQL's counts of changed rows, and the files, which TRUNCATE changes. */
  private static final String PROBE =
      """
      SELECT CASE WHEN current_setting('track_counts') = 'off' THEN clock_timestamp()::text
        ELSE concat_ws(' ',
          sum(pg_stat_get_tuples_inserted(relid)), sum(pg_stat_get_tuples_updated(relid)),
          sum(pg_stat_get_tuples_deleted(relid)), sum(pg_relation_filenode(relid)::bigint))
        END
      FROM (SELECT %1$s::oid AS relid UNION SELECT relid::oid FROM pg_partition_tree(%1$s::regclass)) AS r""";

  @Override
  public boolean measures() {
    return false;
  }

  @Override
  public String guarantee(SyncTable table) {
    return "inserts, updates and deletes, exactly once, by comparing all rows";
  }

  @Override
  public List<String> problems(SyncTable table, TableColumns columns) {
    return List.of();
  }

  /** None: the next comparison finds what differs. */
  @Override
  public Optional<String> copied(CopyTask task) {
    return Optional.empty();
  }

  @Override
  public String probe(SyncTable table, TableColumns columns) {
    return PROBE.formatted(columns.heapOid());
  }

  /**
   * Nothing is known beyond the last comparison, for a writer's session counts a while after its
   * commit; so nothing later is claimed.
   */
  @Override
  public Optional<Instant> completeThrough(Sighting last, Sighting now) {
    boolean due = Duration.between(last.at(), now.at()).compareTo(AT_LEAST_EVERY) >= 0;
    return due || !Objects.equals(last.value(), now.value())
        ? Optional.empty()
        : Optional.of(last.at());
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    Instant before = task.clock().instant();
    String heap = Sql.table(task.table().source());
    String iceberg = Sql.table(task.table().target());
    List<String> names = task.columns().toCopy(task.table());
    String list = Sql.columns(names);
    try (Statement statement = task.connection().createStatement()) {
      try (ResultSet differs =
          statement.executeQuery(DIFFERS.formatted(cast(task, names), heap, list, iceberg))) {
        differs.next();
        if (!differs.getBoolean(1)) {
          return CopyResult.complete(0, before);
        }
      }
      statement.executeUpdate("DELETE FROM " + iceberg);
      long rows =
          statement.executeLargeUpdate(
              "INSERT INTO %s (%s) SELECT %s FROM %s".formatted(iceberg, list, list, heap));
      return CopyResult.complete(rows, before);
    }
  }

  private static String cast(CopyTask task, List<String> names) {
    return names.stream()
        .map(n -> "CAST(%s AS %s)".formatted(Sql.identifier(n), task.columns().icebergType(n)))
        .collect(Collectors.joining(", "));
  }
}
