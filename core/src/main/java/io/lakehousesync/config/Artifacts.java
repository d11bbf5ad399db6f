package io.lakehousesync.config;

import java.util.Map;
import java.util.Optional;

/** Which of our own artifacts must be on the class path for a component or a key to be known. */
final class Artifacts {
  private static final String SNOWFLAKE = "io.lakehousesync:lakehouse-sync-snowflake";
  private static final String S3 = "io.lakehousesync:lakehouse-sync-s3";

  private static final Map<String, String> OF_COMPONENTS =
      Map.of("s3-listing", S3, "snowflake", SNOWFLAKE, "snowflake-postgres", SNOWFLAKE);
  private static final Map<String, String> OF_PREFIXES = Map.of("s3", S3, "snowflake", SNOWFLAKE);

  private Artifacts() {}

  static Optional<String> ofComponent(String name) {
    return Optional.ofNullable(OF_COMPONENTS.get(name));
  }

  static Optional<String> ofKey(String name) {
    return Optional.ofNullable(OF_PREFIXES.get(name.replaceFirst("\\..*", "")));
  }
}
