package io.lakehousesync.postgres;

import java.time.Instant;
import java.util.Objects;

/**
 * How far a table was copied, as a copy has written it down. Only tracking by transaction id and by
 * an ordered column keep such a mark.
 *
 * @param movedAt when a copy last moved it, on the server's clock
 * @param betweenBatches whether there is more to copy at once, as of then
 */
public record CheckpointStatus(Instant movedAt, boolean betweenBatches) {
  /** Checks that the time is there. */
  public CheckpointStatus {
    Objects.requireNonNull(movedAt, "movedAt");
  }
}
