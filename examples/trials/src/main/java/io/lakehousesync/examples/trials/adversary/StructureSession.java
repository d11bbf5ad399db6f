package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.RunSignals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Attacks one table as a whole, again and again. */
record StructureSession(
    DataSource postgres,
    RunSignals signals,
    Gate gate,
    AttackedTable table,
    long seed,
    EventLog log)
    implements Callable<@Nullable Void> {
  /**
   * After an attack, a verification cannot compare the table until the next copy. Therefore the
   * pause is long.
   */
  private static final int LONGEST_PAUSE_MILLIS = 5_000;

  @Override
  public @Nullable Void call() throws SQLException, InterruptedException {
    try (Connection connection = postgres.getConnection()) {
      Session session = new Session(connection, new Random(seed), log);
      // The limit is short, because other sessions must wait behind a session that waits for an
      // exclusive lock.
      session.execute("SET lock_timeout = '300ms'");
      connection.setAutoCommit(false);
      signals.awaitStart();
      while (!signals.stopped()) {
        try (Gate.Pass pass = gate.enter()) {
          StructureAttack.any(session, table);
        } catch (SQLException e) {
          connection.rollback();
          if (!Session.isBenign(e)) {
            throw e;
          }
          log.add("structure_failed");
        }
        signals.awaitStop(Duration.ofMillis(session.random().nextInt(LONGEST_PAUSE_MILLIS)));
      }
      connection.setAutoCommit(true);
      session.execute("RESET lock_timeout");
    }
    return null;
  }
}
