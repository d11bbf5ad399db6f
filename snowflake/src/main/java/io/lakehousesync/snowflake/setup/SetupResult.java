package io.lakehousesync.snowflake.setup;

/**
 * The result of one step.
 *
 * @param step the step
 * @param state what is true now
 * @param detail more about it, for people; may be empty
 */
public record SetupResult(SetupStep step, State state, String detail) {
  /** The state of a step. */
  public enum State {
    /** This run applied it. */
    DONE,
    /** It was applied before. */
    PRESENT,
    /** It is not applied. When dropping: it did not exist. */
    MISSING,
    /** The object exists, but differs from the plan. The set-up does not change it. */
    DIFFERENT,
    /** This run dropped the object. */
    DROPPED,
    /** It was not dropped: Snowflake refused, or the set-up kept it because of its data. */
    FAILED
  }

  @Override
  public String toString() {
    return "%s %s%s".formatted(state, step, detail.isEmpty() ? "" : ": " + detail);
  }
}
