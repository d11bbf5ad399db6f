package io.lakehousesync.postgres;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a table was copied, in the terms of its tracking.
 *
 * @param position everything up to here was copied
 * @param goal what the batches under way lead to; null between batches
 * @param goalSeen when the goal was read, on the host's clock; null if there is none
 * @param progress how far the batches towards the goal have come; empty at their beginning
 */
record Checkpoint(
    String position, @Nullable String goal, @Nullable Instant goalSeen, List<String> progress) {
  static Checkpoint at(String position) {
    return new Checkpoint(position, null, null, List.of());
  }

  Checkpoint towards(String goal, Instant goalSeen, List<String> progress) {
    return new Checkpoint(position, goal, goalSeen, progress);
  }
}
