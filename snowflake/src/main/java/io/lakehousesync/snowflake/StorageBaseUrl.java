package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;

/** The STORAGE_BASE_URL of an external volume, to which Snowflake's metadata paths are relative. */
record StorageBaseUrl(String url) {
  StorageBaseUrl {
    if (!url.matches("s3[a-z]*://[^/]+/.*|s3[a-z]*://[^/]+")) {
      throw new IllegalArgumentException(
          "'%s' is not a storage base URL: write s3://bucket/ or s3://bucket/prefix/"
              .formatted(url));
    }
    url = url.endsWith("/") ? url : url + "/";
  }

  /**
   * The path that REFRESH and METADATA_FILE_PATH take: no leading slash.
   *
   * @throws NotAppliedException if the file lies outside of the volume
   */
  String relativize(MetadataLocation location) {
    if (!location.uri().startsWith(url)) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Metadata file %s lies outside of the external volume's base URL %s. Snowflake was not"
                  + " touched. Set storageBaseUrl to the STORAGE_BASE_URL of a volume that holds it.")
              .formatted(location, url),
          null);
    }
    return location.uri().substring(url.length());
  }
}
