package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.MetadataLocation;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The STORAGE_BASE_URL of an external volume. Snowflake's metadata paths are relative to this URL.
 *
 * <p>In government regions the URL begins with {@code s3gov://}, and in China with {@code
 * s3china://}. pg_lake writes {@code s3://} in all regions, so schemes are not compared. Source:
 * docs.snowflake.com, "CREATE EXTERNAL VOLUME" (/en/sql-reference/sql/create-external-volume).
 */
public record StorageBaseUrl(String url) {
  /** The scheme of Snowflake's URLs in each AWS partition. */
  public static final Map<String, String> SCHEMES =
      Collections.unmodifiableMap(
          new TreeMap<>(Map.of("aws", "s3", "aws-cn", "s3china", "aws-us-gov", "s3gov")));

  private static final Pattern SCHEME = Pattern.compile("^s3[a-z]*://");

  public StorageBaseUrl {
    if (!url.matches("s3[a-z]*://[^/]+(/.*)?")) {
      throw new IllegalArgumentException(
          ("'%s' is not a storage base URL: write s3://bucket/ or s3://bucket/prefix/, in government"
                  + " regions s3gov://bucket/, in China s3china://bucket/")
              .formatted(url));
    }
    url = url.endsWith("/") ? url : url + "/";
  }

  /** Returns the URL of a location with the scheme that pg_lake writes. */
  public static String plain(String location) {
    return SCHEME.matcher(location).replaceFirst("s3://");
  }

  /** Returns the scheme, such as {@code s3}. */
  public String scheme() {
    return url.substring(0, url.indexOf(':'));
  }

  /** Returns the AWS partition, such as {@code aws}; empty if the scheme is not Snowflake's. */
  public Optional<String> partition() {
    return SCHEMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(scheme()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Returns STORAGE_PROVIDER, such as {@code S3}. */
  public String provider() {
    return scheme().toUpperCase(Locale.ROOT);
  }

  /** Returns the same location with another scheme. */
  public String withScheme(String scheme) {
    return SCHEME.matcher(url).replaceFirst(scheme + "://");
  }

  /** Returns the URL that Snowflake uses for a location of pg_lake. */
  public String inSnowflake(String location) {
    return SCHEME.matcher(location).replaceFirst(scheme() + "://");
  }

  /**
   * Returns the path that REFRESH and METADATA_FILE_PATH take, without a leading slash.
   *
   * @throws NotAppliedException if the file lies outside the volume
   */
  public String relativize(MetadataLocation location) {
    String file = plain(location.uri());
    String base = plain(url);
    if (!file.startsWith(base)) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Metadata file %s lies outside the external volume's base URL %s. Nothing was changed"
                  + " in Snowflake. Set storageBaseUrl to the STORAGE_BASE_URL of a volume that holds it.")
              .formatted(location, url),
          null);
    }
    return file.substring(base.length());
  }
}
