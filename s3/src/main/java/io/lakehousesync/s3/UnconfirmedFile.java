package io.lakehousesync.s3;

/**
 * What the locator returns while it does not know whether the newest metadata file was committed.
 */
public enum UnconfirmedFile {
  /**
   * Returns the file before the newest file, until the next commit confirms the newest file. The
   * catalog serves only committed snapshots, and is one commit behind.
   */
  WAIT,
  /**
   * Returns the newest file, if no other file has the same version. The catalog serves the newest
   * snapshot. If the commit of this snapshot failed, the catalog serves it until the next commit.
   */
  USE_NEWEST
}
