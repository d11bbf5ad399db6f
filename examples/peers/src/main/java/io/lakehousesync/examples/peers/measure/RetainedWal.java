package io.lakehousesync.examples.peers.measure;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Samples how much WAL a replication slot retains. */
public final class RetainedWal implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String RETAINED =
      """
      SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint
      FROM pg_replication_slots WHERE slot_name = ?
      """;

  private final AtomicLong most = new AtomicLong();
  private final Repeated repeated;

  private RetainedWal(DataSource postgres, String slot) {
    repeated =
        Repeated.start(
            postgres,
            "retained-wal",
            PAUSE,
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(RETAINED)) {
                statement.setString(1, slot);
                try (ResultSet rows = statement.executeQuery()) {
                  // Before its first copy, Debezium has not created the slot.
                  if (rows.next()) {
                    most.accumulateAndGet(rows.getLong(1), Math::max);
                  }
                }
              }
            });
  }

  /** Starts to sample. */
  public static RetainedWal start(DataSource postgres, String slot) {
    return new RetainedWal(postgres, slot);
  }

  /** Stops, and returns the maximum in bytes. */
  public long stop() throws SQLException, InterruptedException {
    repeated.stop();
    return most.get();
  }

  @Override
  public void close() {
    repeated.abandon();
  }
}
