package io.lakehousesync.snowflake.setup;

import io.lakehousesync.spi.MetadataLocation;
import java.util.List;

/**
 * The result of replacing a table in Snowflake.
 *
 * @param location the metadata file that the table serves now, as read back
 * @param granted the GRANT statements that repeated the grants of the old table
 * @param notGranted the GRANT statements that failed, were not answered, or were not sent because
 *     the grantee is not a role, such as a share. Run these statements yourself
 */
public record Replacement(
    MetadataLocation location, List<String> granted, List<String> notGranted) {
  /** Copies the lists. */
  public Replacement {
    granted = List.copyOf(granted);
    notGranted = List.copyOf(notGranted);
  }
}
