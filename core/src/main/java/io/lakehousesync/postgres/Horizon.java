package io.lakehousesync.postgres;

import java.time.Duration;
import java.util.Objects;

/**
 * The oldest transaction that has written and has not ended. Its rows cannot be copied before it
 * commits; what other transactions write is not held up by it, but where tables are tracked by an
 * ordered column.
 *
 * @param age how long it has been open
 * @param holder its name in words: the session's pid, application, user, state and query, or the
 *     prepared transaction's identifier
 */
public record Horizon(Duration age, String holder) {
  /** Checks that both are there. */
  public Horizon {
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(holder, "holder");
  }
}
