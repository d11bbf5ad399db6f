package io.lakehousesync.examples.trials.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Updates random rows of a backlog, one after the other, until it is stopped. The result is the
 * longest time that an update took.
 */
final class RandomUpdates implements Callable<Duration> {
  private static final long PAUSE_MILLIS = 5;

  private final DataSource postgres;
  private final String heap;
  private final long firstId;
  private final long endOfIds;
  private final Random random = new Random(1);
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * Creates a writer for rows with ids from {@code firstId} on.
   *
   * @param endOfIds the first id after these rows
   */
  RandomUpdates(DataSource postgres, String heap, long firstId, long endOfIds) {
    this.postgres = postgres;
    this.heap = heap;
    this.firstId = firstId;
    this.endOfIds = endOfIds;
  }

  void stop() {
    stop.countDown();
  }

  @Override
  public Duration call() throws SQLException, InterruptedException {
    Duration longest = Duration.ZERO;
    try (Connection connection = postgres.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE %s SET version = version + 1 WHERE id = ?".formatted(heap))) {
      do {
        update.setLong(1, random.nextLong(firstId, endOfIds));
        long began = System.nanoTime();
        update.executeUpdate();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        longest = took.compareTo(longest) > 0 ? took : longest;
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    }
    return longest;
  }
}
