package io.lakehousesync.postgres.report;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The oldest open transaction that has written rows. Its rows can be copied only after its commit.
 * In tables that are tracked by an ordered column, rows of other transactions also wait for this
 * commit. In all other tables, rows of other transactions do not wait.
 *
 * @param age how long the transaction has been open
 * @param holder a description of the transaction. It has the pid, the application and the user of
 *     the session, or the identifier and the user of the prepared transaction. It also has the
 *     start of the transaction
 * @param query when the session's last query began, and the first two words of this query. With
 *     {@link io.lakehousesync.postgres.PgHorizon#withQueries}, the first characters of the query
 *     instead of the two words. Empty for a prepared transaction
 */
public record Horizon(Duration age, String holder, Optional<String> query) {
  /** Checks that nothing is null. */
  public Horizon {
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(holder, "holder");
  }
}
