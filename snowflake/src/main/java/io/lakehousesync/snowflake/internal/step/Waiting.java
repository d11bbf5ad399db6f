package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until Snowflake has finished something. Checks the state again at growing intervals. */
final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  interface Question {
    String state() throws SQLException;
  }

  private Waiting() {}

  /**
   * Waits until something is in the wanted state.
   *
   * @param subject the name of the thing in the log and in the message
   * @throws NotAppliedException if the thing is not in the wanted state after the timeout
   */
  static void until(String subject, String wanted, Duration timeout, Question question)
      throws SQLException {
    long end = System.nanoTime() + timeout.toNanos();
    Duration pause = FIRST_PAUSE;
    String state = question.state();
    while (!state.equals(wanted)) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        throw new NotAppliedException(
            Retry.SENSIBLE,
            "%s is still %s after %d s. Apply again to keep waiting."
                .formatted(subject, state, timeout.toSeconds()),
            null);
      }
      LOG.info(
          "set-up: {} is {}; waiting up to {} s more",
          Printable.escape(subject),
          Printable.escape(state),
          left.toSeconds());
      sleep(shorter(pause, left));
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      state = question.state();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
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
