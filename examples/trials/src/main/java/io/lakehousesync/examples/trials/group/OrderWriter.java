package io.lakehousesync.examples.trials.group;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * A session that changes orders and lines. Each of its transactions keeps the invariant: the total
 * of an order is the sum of the amounts of its lines. Some transactions stay open for a while, and
 * some are rolled back.
 */
final class OrderWriter implements Callable<Void> {
  private static final long PAUSE_MILLIS = 20;

  private final DataSource postgres;
  private final Random random;
  private final BooleanSupplier stopped;
  private final AtomicLong commits;
  private final int first;
  private int last;

  /**
   * Creates a writer.
   *
   * @param number the number of the writer. Each one has orders of its own, so that they do not
   *     wait for each other
   */
  OrderWriter(
      DataSource postgres, int number, long seed, BooleanSupplier stopped, AtomicLong commits) {
    this.postgres = postgres;
    this.random = new Random(seed);
    this.stopped = stopped;
    this.commits = commits;
    this.first = 1_000_000 * (number + 1);
    this.last = first;
  }

  @Override
  public Void call() throws Exception {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!stopped.getAsBoolean()) {
        transaction(statement);
        if (random.nextInt(10) == 0) {
          statement.execute("SELECT pg_sleep(0.2)");
        }
        if (random.nextInt(8) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          commits.incrementAndGet();
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      connection.setAutoCommit(true);
    }
    return null;
  }

  private void transaction(Statement statement) throws SQLException {
    int order = first + random.nextInt(last - first + 1);
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        order = ++last;
        statement.execute("INSERT INTO grouptest.orders VALUES (%d, 0)".formatted(order));
        statement.execute(
            "INSERT INTO grouptest.lines (order_id, amount) SELECT %d, i FROM generate_series(1, %d) AS i"
                .formatted(order, 1 + random.nextInt(5)));
      }
      case 2 ->
          statement.execute(
              "UPDATE grouptest.lines SET amount = amount + 1 WHERE order_id = %d"
                  .formatted(order));
      case 3 ->
          statement.execute("DELETE FROM grouptest.lines WHERE order_id = %d".formatted(order));
      case 4 -> {
        statement.execute("DELETE FROM grouptest.lines WHERE order_id = %d".formatted(order));
        statement.execute("DELETE FROM grouptest.orders WHERE id = %d".formatted(order));
      }
      default -> {
        int other = first + random.nextInt(last - first + 1);
        statement.execute(
            "UPDATE grouptest.lines SET order_id = %d WHERE order_id = %d".formatted(other, order));
        total(statement, other);
      }
    }
    total(statement, order);
  }

  /** Sets the total of an order. If there is no such order, removes its lines. */
  private static void total(Statement statement, int order) throws SQLException {
    statement.execute(
        """
        UPDATE grouptest.orders SET total =
          (SELECT coalesce(sum(amount), 0) FROM grouptest.lines WHERE order_id = %1$d)
        WHERE id = %1$d;
        DELETE FROM grouptest.lines WHERE order_id = %1$d
          AND NOT EXISTS (SELECT FROM grouptest.orders WHERE id = %1$d)
        """
            .formatted(order));
  }
}
