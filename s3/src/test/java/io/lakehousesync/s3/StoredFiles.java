package io.lakehousesync.s3;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** S3 as a map from keys to files, for tests that need only the content of files. */
final class StoredFiles implements S3Client {
  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, Integer> missing = new HashMap<>();

  /** Stores a file, and returns its URI. */
  String put(String key, byte[] content) {
    files.put(key, content);
    return "s3://lake/" + key;
  }

  /** Lets the next transfer of a file end before its last bytes. */
  void breakOff(String key, int missingBytes) {
    missing.put(key, missingBytes);
  }

  @Override
  public <T> T getObject(
      GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
    byte[] file = files.get(request.key());
    if (file == null) {
      throw NoSuchKeyException.builder().statusCode(404).message(request.key()).build();
    }
    Integer missingBytes = missing.remove(request.key());
    if (missingBytes != null) {
      try {
        transfer(file, file.length - missingBytes, transformer);
      } catch (RetryableException e) {
        // The real client tries again, too.
      }
    }
    return transfer(file, file.length, transformer);
  }

  private static <T> T transfer(
      byte[] file, int arrives, ResponseTransformer<GetObjectResponse, T> transformer) {
    GetObjectResponse response =
        GetObjectResponse.builder().contentLength((long) file.length).build();
    try {
      return transformer.transform(
          response, AbortableInputStream.create(new ByteArrayInputStream(file, 0, arrives)));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw SdkClientException.create(e.getMessage(), e);
    }
  }

  @Override
  public String serviceName() {
    return "s3";
  }

  @Override
  public void close() {}
}
