package io.lakehousesync.snowflake.internal.sql;

import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;

/** Thrown if no answer came before the deadline. The driver may still be working on the call. */
public final class UnansweredException extends SQLTimeoutException {
  private static final long serialVersionUID = 1L;

  private final transient Future<?> call;

  public UnansweredException(Duration deadline, Future<?> call) {
    this("no answer within %d s".formatted(deadline.toSeconds()), call);
  }

  private UnansweredException(String message, Future<?> call) {
    super(message);
    this.call = call;
  }

  /**
   * Returns the same exception with the query tag in its message. With the tag, a person can find
   * the statement in Snowflake's query history.
   */
  UnansweredException tagged(String queryTag) {
    return new UnansweredException("%s (query tag %s)".formatted(getMessage(), queryTag), call);
  }

  /** Returns the exception for a thread that was interrupted while it waited. */
  static UnansweredException interrupted(Future<?> call) {
    return new UnansweredException("this thread was interrupted before there was an answer", call);
  }

  /** Returns whether the driver is still working on the call. */
  public boolean isPending() {
    return !call.isDone();
  }
}
