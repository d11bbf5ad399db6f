package io.lakehousesync;

/** The steps of a run, in their order. */
public enum RunStep {
  /** The run copies one batch of rows, and commits it together with the checkpoint. */
  COPY,
  /** The run reads the metadata location of the newest committed snapshot. */
  LOCATE,
  /** The run makes the catalog serve that snapshot, and reads back what the catalog serves. */
  REFRESH
}
