package io.lakehousesync.s3;

import java.io.IOException;
import java.io.InputStream;

/** Ends the reading of a file that holds more than it may. Not thread-safe. */
final class LimitedStream extends InputStream {
  private final InputStream in;
  private final String uri;
  private final long limit;
  private long count;

  LimitedStream(InputStream in, String uri, long limit) {
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
      throw UnreadableFileException.tooLarge(uri, limit);
    }
    return read;
  }
}
