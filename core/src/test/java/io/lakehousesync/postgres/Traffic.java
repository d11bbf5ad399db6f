package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that read or write a table without a pause, each statement in a transaction of its own,
 * and measure how long their longest statement took.
 */
final class Traffic implements AutoCloseable {
  private final List<Client> clients = new ArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile boolean stopped;

  /** A session in a thread of its own. */
  private final class Client extends Thread {
    private final Connection connection;
    private final PreparedStatement statement;
    private final int keys;
    private final boolean reads;
    private final AtomicLong runs = new AtomicLong();
    private volatile long longestNanos;
    private volatile long startNanos = System.nanoTime();
    private volatile @Nullable SQLException failure;

    Client(String sql, int keys, boolean reads) throws SQLException {
      this.connection = TestSchema.postgres().getConnection();
      this.statement = connection.prepareStatement(sql);
      this.keys = keys;
      this.reads = reads;
      setDaemon(true);
    }

    /** Includes the statement that runs now. */
    long longestNanos() {
      return Math.max(longestNanos, System.nanoTime() - startNanos);
    }

    @Override
    public void run() {
      try {
        gate.await();
        startNanos = System.nanoTime();
        while (!stopped) {
          statement.setInt(1, ThreadLocalRandom.current().nextInt(keys));
          startNanos = System.nanoTime();
          statement.execute();
          longestNanos = longestNanos();
          runs.incrementAndGet();
        }
      } catch (SQLException e) {
        failure = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Adds sessions that read.
   *
   * @param sql a statement with one parameter, which gets random numbers from 0 to {@code keys - 1}
   */
  Traffic readers(int count, String sql, int keys) throws SQLException {
    return add(count, sql, keys, true);
  }

  /** Adds sessions that write. */
  Traffic writers(int count, String sql, int keys) throws SQLException {
    return add(count, sql, keys, false);
  }

  private Traffic add(int count, String sql, int keys, boolean reads) throws SQLException {
    for (int i = 0; i < count; i++) {
      clients.add(new Client(sql, keys, reads));
    }
    return this;
  }

  /** Lets all sessions begin. */
  Traffic start() {
    clients.forEach(Thread::start);
    gate.countDown();
    return this;
  }

  /** Returns how many statements of readers have ended. */
  long reads() {
    return clients.stream().filter(client -> client.reads).mapToLong(c -> c.runs.get()).sum();
  }

  /** Returns how long the longest statement of a reader took. */
  Duration longestRead() {
    return longest(true);
  }

  /** Returns how long the longest statement of a writer took. */
  Duration longestWrite() {
    return longest(false);
  }

  private Duration longest(boolean reads) {
    return Duration.ofNanos(
        clients.stream()
            .filter(client -> client.reads == reads)
            .mapToLong(Client::longestNanos)
            .max()
            .orElseThrow());
  }

  /** Waits for the last statements. None may have failed. */
  @Override
  public void close() throws Exception {
    stopped = true;
    gate.countDown();
    for (Client client : clients) {
      client.join();
      client.connection.close();
      assertThat((Throwable) client.failure).isNull();
    }
  }
}
