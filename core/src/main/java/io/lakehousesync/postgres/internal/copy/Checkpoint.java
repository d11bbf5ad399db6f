package io.lakehousesync.postgres.internal.copy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a table was copied. Each kind of tracking has its own form of position and goal.
 *
 * @param position the point up to which everything was copied
 * @param goal the position that the table has after the current sequence of batches; null if no
 *     sequence has begun
 * @param goalSeen when the goal was read, on the host's clock; null if there is no goal
 * @param progress how far the sequence of batches has come, and the {@link HeapState}; may be empty
 */
public record Checkpoint(
    String position, @Nullable String goal, @Nullable Instant goalSeen, List<String> progress) {
  /** Returns a checkpoint without a goal. */
  public static Checkpoint at(String position) {
    return new Checkpoint(position, null, null, List.of());
  }

  /** Returns the same checkpoint with another progress. */
  public Checkpoint with(List<String> progress) {
    return new Checkpoint(position, goal, goalSeen, progress);
  }

  /** Returns a checkpoint at the same position, with a goal. */
  public Checkpoint towards(String goal, Instant goalSeen, List<String> progress) {
    return new Checkpoint(position, goal, goalSeen, progress);
  }
}
