package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import java.util.List;

/**
 * What came of replacing a table in Snowflake.
 *
 * @param location what it serves now, as read back
 * @param granted the grants that were given again, as statements
 * @param notGranted the others: they failed, were not answered, or go to a share. Give them by hand
 */
public record Replacement(
    MetadataLocation location, List<String> granted, List<String> notGranted) {
  /** What a message advises where a table serves another Iceberg table than it should. */
  static final String CURE =
      "replace it (SnowflakeRefresher.replace; setup --replace TABLE of the host application), which"
          + " creates it anew with its grants and without its refresh history";

  /** Copies the lists. */
  public Replacement {
    granted = List.copyOf(granted);
    notGranted = List.copyOf(notGranted);
  }
}
