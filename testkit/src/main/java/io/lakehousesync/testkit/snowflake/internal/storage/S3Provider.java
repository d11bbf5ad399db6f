package io.lakehousesync.testkit.snowflake.internal.storage;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The values of STORAGE_PROVIDER for S3. Each has its own URL scheme. The files have the scheme
 * {@code s3} for all other programs.
 *
 * <p>Source: docs.snowflake.com, "CREATE EXTERNAL VOLUME"
 * (/en/sql-reference/sql/create-external-volume) and "CREATE STORAGE INTEGRATION"
 * (/en/sql-reference/sql/create-storage-integration).
 */
public enum S3Provider {
  S3,
  S3GOV,
  S3CHINA;

  /**
   * Returns the provider of this name.
   *
   * @throws SnowflakeError 001003 if the stand-in does not have it
   */
  public static S3Provider parse(String name) {
    return Arrays.stream(values())
        .filter(provider -> provider.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                SnowflakeError.notSupported(
                    "invalid value '%s' for property 'STORAGE_PROVIDER'; the stand-in supports %s only."
                        .formatted(name, Arrays.toString(values()))));
  }

  /** Returns the provider of a URL, or empty if no provider has its scheme or it has no bucket. */
  public static Optional<S3Provider> of(String url) {
    return Arrays.stream(values())
        .filter(provider -> url.matches(provider.prefix() + "[^/]+(/.*)?"))
        .findFirst();
  }

  private String prefix() {
    return name().toLowerCase(Locale.ROOT) + "://";
  }

  /** Returns whether the URL has this provider's scheme and a bucket. */
  public boolean accepts(String url) {
    return of(url).filter(this::equals).isPresent();
  }

  /** Returns the URL that other programs use. */
  static String plain(String url) {
    return of(url).map(provider -> "s3://" + url.substring(provider.prefix().length())).orElse(url);
  }

  /** Returns the location of a file, with the scheme of this provider. */
  public String written(String location) {
    return prefix() + location.substring("s3://".length());
  }
}
