package io.lakehousesync.postgres.report;

import java.time.Instant;
import java.util.Objects;

/**
 * The state of a table's checkpoint.
 *
 * @param movedAt when a copy last wrote the checkpoint, on the server's clock
 * @param betweenBatches whether a copy in several batches was under way at that time, and had more
 *     batches to copy
 */
public record CheckpointStatus(Instant movedAt, boolean betweenBatches) {
  /** Checks that the time is present. */
  public CheckpointStatus {
    Objects.requireNonNull(movedAt, "movedAt");
  }
}
