package io.lakehousesync.s3.internal.object;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bytes of an object during a download. Remembers whether the transfer failed, and checks that
 * all bytes arrived, because some HTTP clients do not check that. Not thread-safe.
 */
public final class ObjectBody extends InputStream {
  private final InputStream in;
  private final long expected;
  private long arrived;
  private @Nullable IOException failure;

  /** Creates a body. The size is null if S3 did not send it. */
  ObjectBody(InputStream in, @Nullable Long expected) {
    this.in = in;
    this.expected = expected == null ? 0 : expected;
  }

  /** Returns the size that S3 sent; 0 if it sent none. */
  public long expected() {
    return expected;
  }

  /** Reads the rest, and returns the size of the object. */
  public long drain() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    return arrived;
  }

  /** Returns the failure of the transfer; null if there was none. */
  public @Nullable IOException failure() {
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
