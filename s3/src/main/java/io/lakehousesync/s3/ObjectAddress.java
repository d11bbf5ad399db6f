package io.lakehousesync.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bucket and key behind a URI. Iceberg's writers put keys into URIs as they are: nothing is
 * decoded.
 */
record ObjectAddress(String bucket, String key) {
  private static final Pattern URI = Pattern.compile("s3[an]?://([^/]+)/(.+)", Pattern.DOTALL);

  /**
   * Takes a URI apart.
   *
   * @throws IllegalArgumentException if it is not one of an object on S3
   */
  static ObjectAddress of(String uri) {
    return find(uri)
        .orElseThrow(
            () -> new IllegalArgumentException("'%s' is not s3://bucket/key".formatted(uri)));
  }

  /** Takes a URI apart if it is one of an object on S3. */
  static Optional<ObjectAddress> find(String uri) {
    Matcher matcher = URI.matcher(uri);
    return matcher.matches()
        ? Optional.of(new ObjectAddress(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
