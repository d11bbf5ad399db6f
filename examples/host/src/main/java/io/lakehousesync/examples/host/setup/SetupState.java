package io.lakehousesync.examples.host.setup;

import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.snowflake.setup.SetupResult;

/** The state of a step of a set-up. */
enum SetupState {
  OK,
  MISSING,
  /** The object exists, but differs from the plan. */
  DIFFERENT,
  /** The set-up cannot apply the step. */
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

  /** Returns the word for this state. */
  @Override
  public String toString() {
    return JsonFields.word(this);
  }
}
