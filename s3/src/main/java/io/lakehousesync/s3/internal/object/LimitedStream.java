package io.lakehousesync.s3.internal.object;

import java.io.IOException;
import java.io.InputStream;

/** A stream that fails if the file is larger than a limit. Not thread-safe. */
public final class LimitedStream extends InputStream {
  private final InputStream in;
  private final String uri;
  private final long limit;
  private long count;

  public LimitedStream(InputStream in, String uri, long limit) {
    this.in = in;
    this.uri = uri;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    count += Math.max(read, 0);
    if (count > limit) {
      throw UnreadableFiles.tooLarge(uri, limit);
    }
    return read;
  }
}
