package io.lakehousesync.snowflake;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the Postgres instance is READY. */
record AwaitInstance(PostgresInstance instance) implements SetupAction {
  private static final Logger LOG = LoggerFactory.getLogger(AwaitInstance.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  @Override
  public SetupStep step() {
    return new SetupStep(
        "wait until Postgres instance %s is READY".formatted(instance.name), List.of(), List.of());
  }

  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    String state = state(snowflake);
    return state.equals("READY")
        ? Look.PRESENT
        : new Look(SetupResult.State.MISSING, "it is " + state);
  }

  @Override
  public void make(JdbcStatements snowflake) throws SQLException {
    long end = System.nanoTime() + instance.readyTimeout.toNanos();
    Duration pause = FIRST_PAUSE;
    String state = state(snowflake);
    while (!state.equals("READY")) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new NotAppliedException(
            Retry.SENSIBLE,
            "Postgres instance %s is still %s after %d s. Apply again to wait on."
                .formatted(instance.name, state, instance.readyTimeout.toSeconds()),
            null);
      }
      LOG.info(
          "set-up: Postgres instance {} is {}; waiting up to {} s more",
          instance.name,
          state,
          Duration.ofNanos(left).toSeconds());
      sleep(pause.compareTo(Duration.ofNanos(left)) < 0 ? pause : Duration.ofNanos(left));
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
      state = state(snowflake);
    }
  }

  private String state(JdbcStatements snowflake) throws SQLException {
    return Describe.properties(snowflake, SnowflakeSql.DESCRIBE_INSTANCE, instance.name)
        .text("state")
        .orElse("in no state");
  }

  private static void sleep(Duration pause) throws SQLException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTimeoutException("interrupted while waiting", e);
    }
  }
}
