package io.lakehousesync.testkit.snowflake;

import java.time.Duration;
import java.util.Objects;

/** What goes wrong with a statement, for tests. */
public sealed interface Fault {
  /** The statement is not executed; the answer is this error. */
  static Fault sqlError(String code, String sqlState, String message) {
    return new SqlError(code, sqlState, message);
  }

  /** The statement is not executed; the answer is this HTTP status. The driver tries 503 again. */
  static Fault httpStatus(int status) {
    return new HttpStatus(status);
  }

  /** The statement is executed after this time. */
  static Fault delay(Duration duration) {
    return new Delay(duration);
  }

  /**
   * The statement is not executed, and there is no answer. The connection is cut when the faults
   * are cleared, or the stand-in closed.
   */
  static Fault hang() {
    return new Hang();
  }

  /** The connection is cut before the statement is executed. */
  static Fault dropBefore() {
    return new Drop(false);
  }

  /**
   * The statement is executed, then the connection is cut: its answer is lost. The driver sends the
   * same request again by itself, and gets the answer unless that one is cut too.
   */
  static Fault dropAfter() {
    return new Drop(true);
  }

  /**
   * The session's token ends before the statement, which is not executed. The driver renews the
   * token by itself, and sends the statement again.
   */
  static Fault sessionExpired() {
    return new SessionExpired();
  }

  /**
   * See {@link #sqlError}.
   *
   * @param code the error code, six digits
   * @param sqlState the SQLState
   * @param message the message
   */
  record SqlError(String code, String sqlState, String message) implements Fault {
    /** Checks that nothing is null. */
    public SqlError {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(sqlState, "sqlState");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * See {@link #httpStatus}.
   *
   * @param status the status, 400 to 599
   */
  record HttpStatus(int status) implements Fault {
    /** Checks the status. */
    public HttpStatus {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("not the status of an error: " + status);
      }
    }
  }

  /**
   * See {@link #delay}.
   *
   * @param duration how long
   */
  record Delay(Duration duration) implements Fault {
    /** Checks that it is not negative. */
    public Delay {
      if (duration.isNegative()) {
        throw new IllegalArgumentException("negative delay: " + duration);
      }
    }
  }

  /** See {@link #hang}. */
  record Hang() implements Fault {}

  /**
   * See {@link #dropBefore} and {@link #dropAfter}.
   *
   * @param afterWork whether the statement is executed first
   */
  record Drop(boolean afterWork) implements Fault {}

  /** See {@link #sessionExpired}. */
  record SessionExpired() implements Fault {}
}
