package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Writes at a steady rate, one table after the other. One row of each transaction is a probe. */
final class RateWriter implements Callable<@Nullable Void> {
  private static final int TRANSACTIONS_A_SECOND = 50;

  private final DataSource postgres;
  private final List<SyncTable> tables;
  private final int rowsPerTransaction;
  private final FreshnessProbes probes;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final LongAdder rows = new LongAdder();
  private volatile double seconds;

  RateWriter(DataSource postgres, List<SyncTable> tables, int rate, FreshnessProbes probes) {
    this.postgres = postgres;
    this.tables = tables;
    this.rowsPerTransaction = Math.max(1, rate / TRANSACTIONS_A_SECOND);
    this.probes = probes;
  }

  @Override
  public @Nullable Void call() throws Exception {
    long began = System.nanoTime();
    long every = TimeUnit.SECONDS.toNanos(1) / TRANSACTIONS_A_SECOND;
    try (Connection connection = postgres.getConnection()) {
      connection.setAutoCommit(false);
      long due = began;
      for (int i = 0; !stop.await(due - System.nanoTime(), TimeUnit.NANOSECONDS); i++) {
        due += every;
        SyncTable table = tables.get(i % tables.size());
        long probe = insert(connection, table);
        connection.commit();
        probes.committed(table, probe);
      }
      seconds = (System.nanoTime() - began) / 1e9;
    }
    return null;
  }

  /** Inserts rows, and returns the highest id, which is the id of the probe. */
  private long insert(Connection connection, SyncTable table) throws SQLException {
    String sql =
        """
        WITH written AS (
          INSERT INTO %s (payload) SELECT 'row ' || i FROM generate_series(1, %d) AS i RETURNING id
        )
        SELECT max(id) FROM written"""
            .formatted(table.source(), rowsPerTransaction);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      rows.add(rowsPerTransaction);
      return row.getLong(1);
    }
  }

  void stop() {
    stop.countDown();
  }

  long rows() {
    return rows.sum();
  }

  double seconds() {
    return seconds;
  }
}
