package io.lakehousesync.postgres;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The oldest transaction that has written and has not ended. Its rows cannot be copied before it
 * commits; what other transactions write is not held up by it, but where tables are tracked by an
 * ordered column.
 *
 * @param age how long it has been open
 * @param holder its name in words: the session's pid, application and user, or the prepared
 *     transaction's identifier, and since when
 * @param query the beginning of the session's last query, and when that began; empty for a prepared
 *     transaction
 */
public record Horizon(Duration age, String holder, Optional<String> query) {
  /** Checks that nothing is missing. */
  public Horizon {
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(holder, "holder");
  }
}
