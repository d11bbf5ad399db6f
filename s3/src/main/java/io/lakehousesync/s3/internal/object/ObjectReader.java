package io.lakehousesync.s3.internal.object;

import io.lakehousesync.s3.metadata.UnreadableFileException;
import java.io.IOException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads whole objects, and distinguishes failed transfers from bad content. The content is read
 * inside the call of the S3 client. Therefore, the client's deadline covers the transfer, and the
 * client retries a transfer that breaks off. Thread-safe.
 */
public final class ObjectReader {
  private final S3Client s3;

  public ObjectReader(S3Client s3) {
    this.s3 = s3;
  }

  /** Reads the content of an object. */
  public interface Content<T> {
    /**
     * Reads the content. If the transfer breaks off, this method is called again and gets the
     * content from the first byte.
     *
     * @throws IOException if the content is bad, or the transfer failed; the caller distinguishes
     *     these cases
     */
    T read(ObjectBody body) throws IOException;
  }

  /**
   * Reads an object to its end.
   *
   * @throws UnreadableFileException if the object cannot be read
   */
  public <T> T read(String uri, Content<T> content) {
    ObjectAddress address =
        ObjectAddress.find(uri)
            .orElseThrow(() -> UnreadableFiles.unsupported(uri, "it is not on S3", null));
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(address.bucket()).key(address.key()).build();
    ResponseTransformer<GetObjectResponse, T> transformer =
        (response, in) -> read(uri, response, in, content);
    try {
      return s3.getObject(request, transformer);
    } catch (SdkException e) {
      throw sorted(uri, e);
    }
  }

  /**
   * If the SDK has wrapped an exception of this library, returns that exception. Otherwise, returns
   * a new exception for the failure of the SDK.
   */
  private static UnreadableFileException sorted(String uri, SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnreadableFileException own) {
        return own;
      }
    }
    return UnreadableFiles.of(uri, e);
  }

  private static <T> T read(
      String uri, GetObjectResponse response, AbortableInputStream in, Content<T> content) {
    ObjectBody body = new ObjectBody(in, response.contentLength());
    boolean whole = false;
    try {
      T result = content.read(body);
      body.drain();
      body.close();
      whole = true;
      return result;
    } catch (IOException e) {
      IOException failure = body.failure();
      if (failure != null) {
        throw RetryableException.create(failure.getMessage(), failure);
      }
      throw UnreadableFiles.corrupt(uri, e);
    } finally {
      if (!whole) {
        // close() would first read the rest of the body, so that the connection can be used again.
        in.abort();
      }
    }
  }
}
