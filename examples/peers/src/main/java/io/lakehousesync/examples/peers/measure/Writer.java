package io.lakehousesync.examples.peers.measure;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Inserts rows as fast as one connection can, one row for each transaction. There is one writer, so
 * that rows commit in the order of their ids. Otherwise copies of ranges of ids would lose rows.
 */
public final class Writer implements AutoCloseable {
  private final AtomicLong transactions = new AtomicLong();
  private final long began = System.nanoTime();
  private final Repeated repeated;

  private Writer(DataSource postgres, String heap) {
    String insert = "INSERT INTO %s (payload) VALUES ('row ' || md5(?::text))".formatted(heap);
    repeated =
        Repeated.start(
            postgres,
            "writer",
            Duration.ZERO,
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setLong(1, transactions.get());
                statement.executeUpdate();
                transactions.incrementAndGet();
              }
            });
  }

  /** Starts to write. */
  public static Writer start(DataSource postgres, String heap) {
    return new Writer(postgres, heap);
  }

  /** Waits while the writer writes. */
  public void await(Duration time) throws SQLException, InterruptedException {
    repeated.await(time);
  }

  /** Stops the writer, and returns its transactions per second. */
  public double stop() throws SQLException, InterruptedException {
    repeated.stop();
    return transactions.get() / ((System.nanoTime() - began) / 1e9);
  }

  @Override
  public void close() {
    repeated.abandon();
  }
}
