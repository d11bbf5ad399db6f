package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.MetadataLocation;

/**
 * The STORAGE_BASE_URL of an external volume. Snowflake's metadata paths are relative to this URL.
 */
public record StorageBaseUrl(String url) {
  public StorageBaseUrl {
    if (!url.matches("s3[a-z]*://[^/]+/.*|s3[a-z]*://[^/]+")) {
      throw new IllegalArgumentException(
          "'%s' is not a storage base URL: write s3://bucket/ or s3://bucket/prefix/"
              .formatted(url));
    }
    url = url.endsWith("/") ? url : url + "/";
  }

  /**
   * Returns the path that REFRESH and METADATA_FILE_PATH take, without a leading slash.
   *
   * @throws NotAppliedException if the file lies outside the volume
   */
  public String relativize(MetadataLocation location) {
    if (!location.uri().startsWith(url)) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Metadata file %s lies outside the external volume's base URL %s. Nothing was changed"
                  + " in Snowflake. Set storageBaseUrl to the STORAGE_BASE_URL of a volume that holds it.")
              .formatted(location, url),
          null);
    }
    return location.uri().substring(url.length());
  }
}
