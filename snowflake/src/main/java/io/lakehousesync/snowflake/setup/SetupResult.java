package io.lakehousesync.snowflake.setup;

import io.lakehousesync.text.Printable;

/**
 * The result of one step.
 *
 * @param step the step
 * @param state what is true now
 * @param detail more about the state, for people, on one line; may be empty
 */
public record SetupResult(SetupStep step, State state, String detail) {
  /** The state of a step. */
  public enum State {
    /** This run applied the step. */
    DONE,
    /** The step was applied before. */
    PRESENT,
    /** The step is not applied. In the result of a drop: the object did not exist. */
    MISSING,
    /** The object exists, but differs from the plan. The set-up does not change it. */
    DIFFERENT,
    /** This run dropped the object. */
    DROPPED,
    /**
     * The object was not dropped: Snowflake refused, or the set-up kept the object because of its
     * data.
     */
    FAILED
  }

  /** Puts the detail on one line, and escapes control characters. */
  public SetupResult {
    detail = Printable.message(detail);
  }

  @Override
  public String toString() {
    return "%s %s%s".formatted(state, step, detail.isEmpty() ? "" : ": " + detail);
  }
}
