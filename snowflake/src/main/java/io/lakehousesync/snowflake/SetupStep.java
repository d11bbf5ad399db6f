package io.lakehousesync.snowflake;

import java.util.List;

/**
 * One step of a {@link SnowflakeSetup}: an object, a property of one, or something to wait for.
 *
 * @param title what it makes, such as {@code external volume RETAIL_LAKE}
 * @param statements what makes it; empty if there is only something to wait for, or to look at and
 *     drop
 * @param undo what takes it back; empty if it goes together with another step
 */
public record SetupStep(String title, List<String> statements, List<String> undo) {
  /** Copies the lists. */
  public SetupStep {
    statements = List.copyOf(statements);
    undo = List.copyOf(undo);
  }

  /** The title. */
  @Override
  public String toString() {
    return title;
  }
}
