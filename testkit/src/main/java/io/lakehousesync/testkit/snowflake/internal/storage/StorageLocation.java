package io.lakehousesync.testkit.snowflake.internal.storage;

/**
 * A location on S3 that contains files.
 *
 * @param baseUrl its URL, which begins with {@code s3://} and ends in a slash. The schemes of other
 *     regions are replaced
 */
public record StorageLocation(String baseUrl) {
  public StorageLocation {
    if (S3Provider.of(baseUrl).isEmpty()) {
      throw new IllegalArgumentException(
          "the URL does not begin with s3:// and a bucket: " + baseUrl);
    }
    baseUrl = S3Provider.plain(baseUrl.endsWith("/") ? baseUrl : baseUrl + "/");
  }

  /** Returns the bucket that contains a file. */
  public static StorageLocation bucketOf(String location) {
    int end = location.indexOf('/', "s3://".length());
    return new StorageLocation(end < 0 ? location : location.substring(0, end));
  }

  boolean holds(String location) {
    return location.startsWith(baseUrl);
  }
}
