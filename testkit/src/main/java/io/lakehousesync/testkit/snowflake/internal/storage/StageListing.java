package io.lakehousesync.testkit.snowflake.internal.storage;

import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists the files below a stage's URL. Thread-safe. */
public final class StageListing implements AutoCloseable {
  private final S3Client client;

  public StageListing(S3Settings s3) {
    client = s3.newClient();
  }

  /**
   * Returns the files below {@code url} by their relative paths, in the order of their keys.
   *
   * @throws SnowflakeError if S3 does not list them
   */
  public SortedMap<String, StagedFile> list(String url) {
    String[] parts = S3Provider.plain(url).substring("s3://".length()).split("/", 2);
    String prefix = parts.length > 1 ? parts[1] : "";
    SortedMap<String, StagedFile> files = new TreeMap<>();
    try {
      for (S3Object object :
          client
              .listObjectsV2Paginator(request -> request.bucket(parts[0]).prefix(prefix))
              .contents()) {
        if (!object.key().endsWith("/")) {
          StagedFile file = file(object, prefix);
          files.put(file.path(), file);
        }
      }
      return files;
    } catch (SdkException e) {
      throw SnowflakeError.fileUnreadable(url, e);
    }
  }

  private static StagedFile file(S3Object object, String prefix) {
    return new StagedFile(
        object.key().substring(prefix.length()),
        object.size(),
        object.lastModified().truncatedTo(ChronoUnit.SECONDS),
        object.eTag().replace("\"", "").toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    client.close();
  }
}
