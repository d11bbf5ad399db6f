package io.lakehousesync.examples.host;

import io.lakehousesync.CatalogStanding;
import io.lakehousesync.ChangeTracking;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.CheckpointStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a table is doing, as seen from outside: without the process that syncs it.
 *
 * @param table the table
 * @param checkpoint how far it was copied, where its tracking keeps that
 * @param committed the newest snapshot of the Iceberg table; empty if there is no such table
 * @param served the snapshot that the catalog serves; empty if it serves none, or cannot tell
 * @param standing the one against the other
 * @param problem why the catalog could not be asked; empty if it could
 */
record TableStatus(
    SyncTable table,
    Optional<CheckpointStatus> checkpoint,
    Optional<MetadataLocation> committed,
    Optional<MetadataLocation> served,
    Standing standing,
    Optional<String> problem) {

  /** The served snapshot against the committed one. */
  enum Standing {
    /** The catalog serves what is committed. */
    CURRENT,
    /** It serves an earlier snapshot. */
    BEHIND,
    /** It serves a snapshot of the table that PostgreSQL does not know. */
    AHEAD,
    /** It serves another table. */
    ANOTHER_TABLE,
    /** The catalog does not serve the table. */
    NOT_SERVED,
    /** There is no heap table: whatever the catalog serves, nothing more is copied. */
    NO_HEAP_TABLE,
    /** There is no Iceberg table. */
    NO_ICEBERG_TABLE,
    /** No catalog is configured. */
    NO_CATALOG,
    /** The catalog could not be asked. */
    UNKNOWN;

    boolean isGood() {
      return this == CURRENT || this == NO_CATALOG;
    }

    static Standing of(MetadataLocation committed, Optional<MetadataLocation> served) {
      return switch (CatalogStanding.of(served, committed)) {
        case CURRENT -> CURRENT;
        case BEHIND -> BEHIND;
        case AHEAD -> AHEAD;
        case ANOTHER_TABLE -> ANOTHER_TABLE;
        case MISSING -> NOT_SERVED;
      };
    }
  }

  /** The same, where PostgreSQL has no heap table. */
  TableStatus withoutHeap() {
    return new TableStatus(table, checkpoint, committed, served, Standing.NO_HEAP_TABLE, problem);
  }

  /** When it was last copied, for people. */
  String copied(Instant now) {
    if (table.tracking() instanceof ChangeTracking.Comparison) {
      // It has no checkpoint, and its next run finds what differs.
      return "not kept";
    }
    return checkpoint
        .map(at -> ago(at.movedAt(), now) + (at.betweenBatches() ? ", more to copy" : ""))
        .orElse("-");
  }

  private static String ago(Instant moment, Instant now) {
    Duration age = Duration.between(moment, now);
    if (age.toMinutes() < 2) {
      return "%d s ago".formatted(age.toSeconds());
    }
    return age.toHours() < 2
        ? "%d min ago".formatted(age.toMinutes())
        : "%d h ago".formatted(age.toHours());
  }

  private long commitsBehind() {
    return standing == Standing.BEHIND
        ? committed.orElseThrow().version().orElseThrow()
            - served.orElseThrow().version().orElseThrow()
        : 0;
  }

  Map<String, Object> fields(Instant at) {
    return Fields.of("type", "table")
        .and(Fields.of(table))
        .and("at", Fields.time(at))
        .and("standing", Fields.word(standing))
        .and("commitsBehind", commitsBehind())
        .and("committed", committed.map(MetadataLocation::uri))
        .and("served", served.map(MetadataLocation::uri))
        .and("copiedAt", checkpoint.map(status -> Fields.time(status.movedAt())))
        .and("moreToCopy", checkpoint.map(CheckpointStatus::betweenBatches))
        .and("error", problem)
        .map();
  }

  /** The standing for people. */
  String words() {
    return Fields.word(standing).replace('-', ' ')
        + (commitsBehind() > 0 ? " by " + commitsBehind() : "");
  }
}
