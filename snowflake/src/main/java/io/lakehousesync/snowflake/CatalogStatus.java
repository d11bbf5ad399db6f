package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogStanding;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.SyncTable;
import java.util.Optional;

/**
 * What Snowflake serves of a table, beside what PostgreSQL has committed.
 *
 * @param table the table
 * @param committed the newest committed metadata file
 * @param served the one that Snowflake serves; empty if it has no such table
 * @param standing the one against the other
 */
public record CatalogStatus(
    SyncTable table,
    MetadataLocation committed,
    Optional<MetadataLocation> served,
    CatalogStanding standing) {
  /** How many commits Snowflake lacks; 0 if it lacks none, or if that makes no sense. */
  public long versionsBehind() {
    return standing == CatalogStanding.BEHIND
        ? committed.version().orElseThrow() - served.orElseThrow().version().orElseThrow()
        : 0;
  }

  /** What it means and what to do, in words. */
  @Override
  public String toString() {
    String is =
        "%s: Snowflake serves %s, PostgreSQL has committed %s: "
            .formatted(
                table,
                served.map(MetadataLocation::fileName).orElse("nothing"),
                committed.fileName());
    return is
        + switch (standing) {
          case CURRENT -> "current";
          case BEHIND ->
              "%d behind; the next refresh brings it forward".formatted(versionsBehind());
          case AHEAD ->
              "PostgreSQL does not know that snapshot. Was it restored, or did a standby take over?"
                  + " Refreshes are refused until it has passed this version, or somebody refreshes"
                  + " by hand";
          case ANOTHER_TABLE ->
              "that is another Iceberg table, which was dropped in PostgreSQL. Replace it";
          case MISSING -> "there is no such table that this role can see";
        };
  }
}
