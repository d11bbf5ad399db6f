package io.lakehousesync.s3;

/** What the locator returns if the newest metadata file may not be committed. */
public enum UnconfirmedFile {
  /**
   * Returns the file before the newest one, until the next commit confirms the newest one. The
   * catalog serves only committed snapshots, and is one commit behind.
   */
  WAIT,
  /**
   * Returns the newest file, if it is the only one of its version. The catalog serves the newest
   * snapshot, which may be one that was never committed, until the next commit.
   */
  USE_NEWEST
}
