package io.lakehousesync.postgres;

import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
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
