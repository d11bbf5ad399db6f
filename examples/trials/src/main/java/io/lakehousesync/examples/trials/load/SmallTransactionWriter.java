package io.lakehousesync.examples.trials.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Writes small transactions to a table until it is stopped. The result is the number of written
 * rows.
 */
final class SmallTransactionWriter implements Callable<Long> {
  private static final int ROWS = 50;
  private static final long PAUSE_MILLIS = 100;

  private final DataSource postgres;
  private final LoadTable table;
  private final CountDownLatch stop = new CountDownLatch(1);

  SmallTransactionWriter(DataSource postgres, LoadTable table) {
    this.postgres = postgres;
    this.table = table;
  }

  void stop() {
    stop.countDown();
  }

  @Override
  public Long call() throws SQLException, InterruptedException {
    long written = 0;
    try (Connection connection = postgres.getConnection()) {
      do {
        table.insert(connection, ROWS);
        written += ROWS;
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    }
    return written;
  }
}
