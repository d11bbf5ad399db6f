package io.lakehousesync.testkit.snowflake;

/**
 * An external volume with one storage location, which is its active one.
 *
 * @param name its name
 * @param baseUrl its STORAGE_BASE_URL, ending in a slash
 */
record ExternalVolume(String name, String baseUrl) {
  ExternalVolume {
    if (!baseUrl.startsWith("s3://") || baseUrl.length() == "s3://".length()) {
      throw new IllegalArgumentException("not an s3:// URL: " + baseUrl);
    }
    baseUrl = baseUrl.endsWith("/") ? baseUrl : baseUrl + "/";
  }

  boolean holds(String location) {
    return location.startsWith(baseUrl);
  }
}
