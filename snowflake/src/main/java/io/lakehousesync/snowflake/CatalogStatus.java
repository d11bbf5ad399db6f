package io.lakehousesync.snowflake;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.CatalogStanding;
import java.util.Optional;

/**
 * The comparison of the metadata file that Snowflake serves for a table with the newest file that
 * PostgreSQL has committed.
 *
 * @param table the table
 * @param committed the newest committed metadata file
 * @param served the metadata file that Snowflake serves; empty if Snowflake has no such table
 * @param standing the result of the comparison
 */
public record CatalogStatus(
    SyncTable table,
    MetadataLocation committed,
    Optional<MetadataLocation> served,
    CatalogStanding standing) {
  /** Returns how many commits Snowflake is behind; 0 if it is not behind. */
  public long versionsBehind() {
    return standing == CatalogStanding.BEHIND
        ? committed.version().orElseThrow() - served.orElseThrow().version().orElseThrow()
        : 0;
  }

  /** Returns what the status means and what to do, in words. */
  @Override
  public String toString() {
    String is =
        Printable.escape(
            "%s: Snowflake serves %s, PostgreSQL has committed %s: "
                .formatted(
                    table,
                    served.map(MetadataLocation::fileName).orElse("nothing"),
                    committed.fileName()));
    return is
        + switch (standing) {
          case CURRENT -> "current";
          case BEHIND ->
              "%d behind; the next refresh brings it forward".formatted(versionsBehind());
          case AHEAD ->
              "PostgreSQL does not know that snapshot. Was it restored, or did a standby take over?"
                  + " Refreshes are refused until PostgreSQL has passed this version, or you run"
                  + " ALTER ICEBERG TABLE … REFRESH";
          case ANOTHER_TABLE ->
              "that is another Iceberg table, which was dropped in PostgreSQL. Replace it with"
                  + " SnowflakeRefresher.replace";
          case MISSING -> "Snowflake has no such table that this role can see";
        };
  }
}
