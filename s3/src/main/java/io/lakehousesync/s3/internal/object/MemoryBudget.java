package io.lakehousesync.s3.internal.object;

/**
 * Counts the memory of the values that a call keeps, by estimate, and fails above a limit. Not
 * thread-safe.
 */
public final class MemoryBudget {
  /** The estimate for an object with its place in a collection. */
  public static final int OBJECT_BYTES = 64;

  private final String uri;
  private final long limit;
  private long used;

  /** Creates a budget for a call that reads a file, and perhaps the files to which it refers. */
  public MemoryBudget(String uri, ReadLimits limits) {
    this.uri = uri;
    this.limit = limits.memoryBytes();
  }

  /** Counts a string, and returns it. */
  public String keep(String text) {
    add(OBJECT_BYTES + 2L * text.length());
    return text;
  }

  /** Counts bytes. */
  public void add(long bytes) {
    used += bytes;
    if (used > limit) {
      throw UnreadableFiles.tooMuchMemory(uri, limit);
    }
  }

  /** Returns what was counted so far, for {@link #backTo}. */
  public long used() {
    return used;
  }

  /** Forgets the values after a number of bytes, because they are not kept. */
  public void backTo(long bytes) {
    used = bytes;
  }
}
