package io.lakehousesync.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * An object's bytes on their way. It remembers whether it was the transfer that failed, and checks
 * that all of them came: not each HTTP client does. Not thread-safe.
 */
final class ObjectBody extends InputStream {
  private final InputStream in;
  private final long expected;
  private long arrived;
  private @Nullable IOException failure;

  /** Takes the bytes of an object; its size is null if S3 did not say it. */
  ObjectBody(InputStream in, @Nullable Long expected) {
    this.in = in;
    this.expected = expected == null ? 0 : expected;
  }

  /** How many bytes S3 said there are; 0 if it did not. */
  long expected() {
    return expected;
  }

  /** Reads what is left, and returns how many bytes the object has. */
  long drain() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    return arrived;
  }

  /** What failed on the way, if something did. */
  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count;
    try {
      count = in.read(buffer, offset, length);
    } catch (IOException | SdkException e) {
      throw failed(new IOException(e.getMessage(), e));
    }
    arrived += Math.max(count, 0);
    if (count < 0 && arrived < expected) {
      throw failed(new IOException("%d of %d bytes arrived".formatted(arrived, expected)));
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException e) {
    failure = e;
    return e;
  }
}
