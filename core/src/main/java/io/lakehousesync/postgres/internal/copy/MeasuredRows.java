package io.lakehousesync.postgres.internal.copy;

/** The sizes of the rows that were measured for one batch. Not thread-safe. */
public final class MeasuredRows {
  private long rows;
  private long bytes;

  /** Adds rows with this total size. */
  public void add(long rows, long bytes) {
    this.rows += rows;
    this.bytes += bytes;
  }

  /** Returns the number of measured rows. */
  public long rows() {
    return rows;
  }

  /** Returns the size of a number of rows that have the same average size as the measured rows. */
  public long bytesOf(long copied) {
    return rows == 0 ? 0 : Math.round((double) bytes / rows * copied);
  }
}
