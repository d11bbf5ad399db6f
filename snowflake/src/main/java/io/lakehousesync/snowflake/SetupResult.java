package io.lakehousesync.snowflake;

/**
 * What came of one step.
 *
 * @param step the step
 * @param state what is true now
 * @param detail more about it, for people; may be empty
 */
public record SetupResult(SetupStep step, State state, String detail) {
  /** What is true of a step. */
  public enum State {
    /** It was done just now. */
    DONE,
    /** It had been done before. */
    PRESENT,
    /** It is to be done, or, when dropping, there was nothing to drop. */
    MISSING,
    /** The object is there, but not as this set-up would make it. It is left alone. */
    DIFFERENT,
    /** The object was dropped just now. */
    DROPPED,
    /** It was not dropped: Snowflake refused to, or it was left alone because of its data. */
    FAILED
  }

  @Override
  public String toString() {
    return "%s %s%s".formatted(state, step, detail.isEmpty() ? "" : ": " + detail);
  }
}
