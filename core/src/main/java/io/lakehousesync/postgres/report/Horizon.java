package io.lakehousesync.postgres.report;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The oldest open transaction that has written. Its rows cannot be copied before it commits. Rows
 * of other transactions do not wait for it, except in tables that are tracked by an ordered column.
 *
 * @param age how long it has been open
 * @param holder a description: the session's pid, application and user, or the prepared
 *     transaction's identifier, and its start
 * @param query the first characters of the session's last query, and when that query began; empty
 *     for a prepared transaction
 */
public record Horizon(Duration age, String holder, Optional<String> query) {
  /** Checks that nothing is null. */
  public Horizon {
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(holder, "holder");
  }
}
