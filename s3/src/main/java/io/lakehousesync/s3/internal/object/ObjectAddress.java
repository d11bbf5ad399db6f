package io.lakehousesync.s3.internal.object;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bucket and key of a URI. Iceberg writers put keys into URIs without encoding, so nothing is
 * decoded.
 */
public record ObjectAddress(String bucket, String key) {
  private static final Pattern URI = Pattern.compile("s3[an]?://([^/]+)/(.+)", Pattern.DOTALL);

  /**
   * Parses a URI.
   *
   * @throws IllegalArgumentException if it is not the URI of an object on S3
   */
  public static ObjectAddress of(String uri) {
    return find(uri)
        .orElseThrow(
            () -> new IllegalArgumentException("'%s' is not s3://bucket/key".formatted(uri)));
  }

  /** Parses a URI. Empty if it is not the URI of an object on S3. */
  public static Optional<ObjectAddress> find(String uri) {
    Matcher matcher = URI.matcher(uri);
    return matcher.matches()
        ? Optional.of(new ObjectAddress(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
