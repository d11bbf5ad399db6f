package io.lakehousesync.s3;

import java.io.IOException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads objects front to back, and tells a failed transfer from bad content. The bytes are read
 * within the client's call, so that its deadline covers them and an answer that breaks off is tried
 * again. Thread-safe.
 */
final class ObjectReader {
  private final S3Client s3;

  ObjectReader(S3Client s3) {
    this.s3 = s3;
  }

  /** Makes something of an object's bytes. */
  interface Content<T> {
    /**
     * Reads. It is called once more, from the first byte on, if the transfer breaks off.
     *
     * @throws IOException if the content is bad; what fails on the way is sorted by the caller
     */
    T read(ObjectBody body) throws IOException;
  }

  /**
   * Reads an object to its end.
   *
   * @throws UnreadableFileException if that fails
   */
  <T> T read(String uri, Content<T> content) {
    ObjectAddress address =
        ObjectAddress.find(uri)
            .orElseThrow(() -> UnreadableFileException.unsupported(uri, "it is not on S3", null));
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

  /** What our own reading threw comes wrapped. */
  private static UnreadableFileException sorted(String uri, SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnreadableFileException own) {
        return own;
      }
    }
    return UnreadableFileException.of(uri, e);
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
      throw UnreadableFileException.corrupt(uri, e);
    } finally {
      if (!whole) {
        // Closing would read the rest first, to keep the connection.
        in.abort();
      }
    }
  }
}
