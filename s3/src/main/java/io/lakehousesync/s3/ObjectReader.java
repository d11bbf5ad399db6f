package io.lakehousesync.s3;

import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads objects front to back, and tells a failed transfer from bad content. Thread-safe. */
final class ObjectReader {
  private final S3Client s3;

  ObjectReader(S3Client s3) {
    this.s3 = s3;
  }

  /** Makes something of an object's bytes. */
  interface Content<T> {
    /**
     * Reads.
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
    try {
      ResponseInputStream<GetObjectResponse> response =
          s3.getObject(request -> request.bucket(address.bucket()).key(address.key()));
      return read(uri, response, content);
    } catch (SdkException e) {
      throw UnreadableFileException.of(uri, e);
    }
  }

  private static <T> T read(
      String uri, ResponseInputStream<GetObjectResponse> response, Content<T> content) {
    ObjectBody body = new ObjectBody(response, response.response().contentLength());
    boolean whole = false;
    try {
      T result = content.read(body);
      body.drain();
      body.close();
      whole = true;
      return result;
    } catch (IOException e) {
      IOException failure = body.failure();
      throw failure == null
          ? UnreadableFileException.corrupt(uri, e)
          : UnreadableFileException.unreachable(uri, failure);
    } finally {
      if (!whole) {
        // Closing would read the rest first, to keep the connection.
        response.abort();
      }
    }
  }
}
