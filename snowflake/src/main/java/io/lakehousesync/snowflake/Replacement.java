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
  /** Copies the lists. */
  public Replacement {
    granted = List.copyOf(granted);
    notGranted = List.copyOf(notGranted);
  }
}
