package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.RunSignals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Terminates the sessions of interrupted copies while they work. */
record Terminator(
    DataSource postgres,
    RunSignals signals,
    Gate gate,
    List<OwnSessions> sessions,
    long seed,
    EventLog log)
    implements Callable<@Nullable Void> {
  private static final int LONGEST_PAUSE_MILLIS = 3_000;

  @Override
  public @Nullable Void call() throws SQLException, InterruptedException {
    Random random = new Random(seed);
    try (Connection connection = postgres.getConnection()) {
      signals.awaitStart();
      while (!signals.stopped()) {
        try (Gate.Pass pass = gate.enter()) {
          if (sessions.get(random.nextInt(sessions.size())).terminate(connection)) {
            log.add("copy_terminated");
          }
        }
        signals.awaitStop(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
      }
    }
    return null;
  }
}
