package io.lakehousesync.examples.trials.group;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * A session that joins orders and lines in each pair of Iceberg tables, without a pause. In READ
 * COMMITTED, pg_lake can read the two tables of a statement from different snapshots.
 */
final class SumReader implements Callable<Void> {
  private final DataSource postgres;
  private final List<Pair> pairs;
  private final BooleanSupplier stopped;
  private final Map<Pair, Seen> seen = new ConcurrentHashMap<>();

  /**
   * What the reader has seen.
   *
   * @param reads how often it has read the pair
   * @param broken how many of these reads had broken sums
   */
  record Seen(long reads, long broken) {
    static final Seen NOTHING = new Seen(0, 0);

    Seen and(boolean isBroken) {
      return new Seen(reads + 1, broken + (isBroken ? 1 : 0));
    }
  }

  SumReader(DataSource postgres, List<Pair> pairs, BooleanSupplier stopped) {
    this.postgres = postgres;
    this.pairs = pairs;
    this.stopped = stopped;
  }

  Seen seen(Pair pair) {
    return seen.getOrDefault(pair, Seen.NOTHING);
  }

  @Override
  public Void call() throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      while (!stopped.getAsBoolean()) {
        for (Pair pair : pairs) {
          boolean broken = number(connection, pair.broken()) > 0;
          seen.merge(pair, Seen.NOTHING.and(broken), (before, now) -> before.and(broken));
        }
      }
    }
    return null;
  }

  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
