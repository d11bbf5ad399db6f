package io.lakehousesync.examples.host;

import io.lakehousesync.snowflake.SetupResult;

/** What is true of a step of a set-up, in a word. */
enum SetupState {
  OK,
  MISSING,
  /** It is there in another form. */
  DIFFERENT,
  /** No set-up can help it. */
  BROKEN,
  DONE,
  PLANNED,
  DROPPED,
  /** There was nothing to drop. */
  ABSENT,
  FAILED;

  static SetupState of(SetupResult.State state) {
    return switch (state) {
      case PRESENT -> OK;
      case MISSING -> MISSING;
      case DIFFERENT -> DIFFERENT;
      case DONE -> DONE;
      case DROPPED -> DROPPED;
      case FAILED -> FAILED;
    };
  }

  /** The word. */
  @Override
  public String toString() {
    return Fields.word(this);
  }
}
