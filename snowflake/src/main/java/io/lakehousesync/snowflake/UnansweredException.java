package io.lakehousesync.snowflake;

import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;

/** No answer came while there was waiting. The driver may still be trying. */
final class UnansweredException extends SQLTimeoutException {
  private static final long serialVersionUID = 1L;

  private final transient Future<?> call;

  UnansweredException(Duration deadline, Future<?> call) {
    this("no answer within %d s".formatted(deadline.toSeconds()), call);
  }

  private UnansweredException(String message, Future<?> call) {
    super(message);
    this.call = call;
  }

  /** The same, with what Snowflake's query history finds the statement by. */
  UnansweredException tagged(String queryTag) {
    return new UnansweredException("%s (query tag %s)".formatted(getMessage(), queryTag), call);
  }

  /** Of a thread that was interrupted while it waited. */
  static UnansweredException interrupted(Future<?> call) {
    return new UnansweredException("this thread was interrupted before there was an answer", call);
  }

  /** Whether the driver has not given up yet. */
  boolean isPending() {
    return !call.isDone();
  }
}
