package io.lakehousesync.s3;

/** What to do with a newest metadata file of which a listing cannot say whether it is committed. */
public enum UnconfirmedTip {
  /**
   * Hand on the file before it, until a further commit has confirmed it. What is served was
   * committed, always, and is one commit old.
   */
  WAIT,
  /**
   * Hand it on, if it is the only one of its version. What is served is new, and may be a snapshot
   * that was never committed, until the next commit.
   */
  HAND_ON
}
