package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.internal.execute.FaultTarget;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A fault that tests can set for statements. Immutable, and compared by value. */
public abstract sealed class Fault {
  private final String description;

  private Fault(String description) {
    this.description = description;
  }

  /** Returns a fault that answers with an SQL error. The statement is not executed. */
  public static Fault sqlError(String code, String sqlState, String message) {
    return new SqlError(code, sqlState, message);
  }

  /**
   * Returns a fault that answers with an HTTP status. The statement is not executed. The driver
   * repeats a request that was answered with 503.
   *
   * @param status 400 to 599
   */
  public static Fault httpStatus(int status) {
    return new HttpStatus(status);
  }

  /**
   * Returns a fault that executes the statement after a delay.
   *
   * @param duration the delay, not negative
   */
  public static Fault delay(Duration duration) {
    return new Delay(duration);
  }

  /**
   * Returns a fault that gives no answer. The statement is not executed. The connection is closed
   * when the faults are cleared or the stand-in is closed.
   */
  public static Fault hang() {
    return new Hang();
  }

  /** Returns a fault that closes the connection before the statement is executed. */
  public static Fault dropBefore() {
    return new Drop(false);
  }

  /**
   * Returns a fault that executes the statement and then closes the connection, so that the answer
   * is lost. The driver repeats the request by itself. If this fault does not apply again, the
   * repeated request gets the answer.
   */
  public static Fault dropAfter() {
    return new Drop(true);
  }

  /**
   * Returns a fault that makes the session's token expire before the statement. The statement is
   * not executed. The driver renews the token and repeats the request by itself.
   */
  public static Fault sessionExpired() {
    return new SessionExpired();
  }

  /**
   * Applies the fault to a request. The method is abstract, so that a new kind of fault does not
   * compile without it.
   */
  abstract void apply(FaultTarget request) throws IOException, InterruptedException;

  /**
   * Two faults are equal if their descriptions are equal, because a description contains all values
   * of the fault.
   */
  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Fault fault && description.equals(fault.description);
  }

  @Override
  public final int hashCode() {
    return description.hashCode();
  }

  @Override
  public String toString() {
    return description;
  }

  /** A fault that answers with an SQL error; see {@link Fault#sqlError}. */
  public static final class SqlError extends Fault {
    private final String code;
    private final String sqlState;
    private final String message;

    /**
     * Creates the fault.
     *
     * @param code the error code, six digits
     * @param sqlState the SQLState
     * @param message the message
     */
    public SqlError(String code, String sqlState, String message) {
      super("sqlError(%s, %s, %s)".formatted(code, sqlState, message));
      this.code = Objects.requireNonNull(code, "code");
      this.sqlState = Objects.requireNonNull(sqlState, "sqlState");
      this.message = Objects.requireNonNull(message, "message");
    }

    /** Returns the error code. */
    public String code() {
      return code;
    }

    /** Returns the SQLState. */
    public String sqlState() {
      return sqlState;
    }

    /** Returns the message. */
    public String message() {
      return message;
    }

    SnowflakeError error() {
      return new SnowflakeError(code, sqlState, message);
    }

    @Override
    void apply(FaultTarget request) throws IOException {
      request.answer(error());
    }
  }

  private static final class HttpStatus extends Fault {
    private final int status;

    HttpStatus(int status) {
      super("httpStatus(" + status + ")");
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException("status " + status + " is not an error; use 400 to 599");
      }
      this.status = status;
    }

    @Override
    void apply(FaultTarget request) throws IOException {
      request.answer(status);
    }
  }

  /** A fault that executes the statement after a delay; see {@link Fault#delay}. */
  public static final class Delay extends Fault {
    private final Duration duration;

    Delay(Duration duration) {
      super("delay(" + duration + ")");
      if (duration.isNegative()) {
        throw new IllegalArgumentException("the delay is negative: " + duration);
      }
      this.duration = duration;
    }

    @Override
    void apply(FaultTarget request) throws IOException, InterruptedException {
      request.executeAfter(duration);
    }
  }

  private static final class Hang extends Fault {
    Hang() {
      super("hang()");
    }

    @Override
    void apply(FaultTarget request) throws InterruptedException {
      request.hang();
    }
  }

  private static final class Drop extends Fault {
    private final boolean afterExecution;

    Drop(boolean afterExecution) {
      super(afterExecution ? "dropAfter()" : "dropBefore()");
      this.afterExecution = afterExecution;
    }

    @Override
    void apply(FaultTarget request) {
      if (afterExecution) {
        request.executeAndDisconnect();
      } else {
        request.disconnect();
      }
    }
  }

  private static final class SessionExpired extends Fault {
    SessionExpired() {
      super("sessionExpired()");
    }

    @Override
    void apply(FaultTarget request) throws IOException {
      request.expireSession();
    }
  }
}
