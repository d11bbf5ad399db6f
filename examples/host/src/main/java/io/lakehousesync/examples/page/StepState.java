package io.lakehousesync.examples.page;

/** The state of a step in the run that is under way, or in the last run that had steps. */
enum StepState {
  /** The step has not begun, or was not needed. */
  IDLE,
  /** The step is running now. */
  RUNNING,
  /** The step succeeded. */
  DONE,
  /** The step failed. */
  FAILED
}
