package io.lakehousesync.snowflake.setup;

import io.lakehousesync.spi.MetadataLocation;
import java.util.List;

/**
 * The result of replacing a table in Snowflake.
 *
 * @param location the metadata file that the table serves now, as read back
 * @param granted the statements of the grants that were given again
 * @param notGranted the statements of grants that failed, were not answered, or go to a share. Run
 *     these statements yourself
 */
public record Replacement(
    MetadataLocation location, List<String> granted, List<String> notGranted) {
  /** Copies the lists. */
  public Replacement {
    granted = List.copyOf(granted);
    notGranted = List.copyOf(notGranted);
  }
}
