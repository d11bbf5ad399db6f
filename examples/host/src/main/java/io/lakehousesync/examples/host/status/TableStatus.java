package io.lakehousesync.examples.host.status;

import io.lakehousesync.TableHealth;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.postgres.RecordedStatus;
import io.lakehousesync.postgres.report.CheckpointStatus;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.CatalogStanding;
import io.lakehousesync.verify.RowCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The status of a table, determined without the process that syncs it.
 *
 * @param table the table
 * @param checkpoint how far the table was copied; empty if its tracking has no checkpoint
 * @param committed the newest snapshot of the Iceberg table; empty if the Iceberg table does not
 *     exist
 * @param served the snapshot that the catalog serves; empty if the catalog does not serve the
 *     table, or did not answer
 * @param standing how the served snapshot compares with the committed snapshot
 * @param problem why the catalog could not be queried; empty if it answered
 * @param finding an error of the doctor, which can make copies miss changes; empty if there is no
 *     error
 * @param rows the numbers of rows; empty if they were not counted
 * @param recorded what the process that syncs has written last; empty if it has written nothing
 */
public record TableStatus(
    SyncTable table,
    Optional<CheckpointStatus> checkpoint,
    Optional<MetadataLocation> committed,
    Optional<MetadataLocation> served,
    Standing standing,
    Optional<String> problem,
    Optional<String> finding,
    Optional<RowCounts> rows,
    Optional<RecordedStatus> recorded) {

  /** How the served snapshot compares with the committed snapshot. */
  public enum Standing {
    /** The catalog serves the committed snapshot. */
    CURRENT,
    /** The committed snapshot may not have all changes, because the doctor has found an error. */
    INCOMPLETE,
    /** The catalog serves an earlier snapshot. */
    BEHIND,
    /** The catalog serves a newer snapshot of the table. PostgreSQL does not know this snapshot. */
    AHEAD,
    /** The catalog serves another table. */
    ANOTHER_TABLE,
    /** The catalog does not serve the table. */
    NOT_SERVED,
    /**
     * The heap table does not exist, so nothing more is copied. This state does not depend on what
     * the catalog serves.
     */
    NO_HEAP_TABLE,
    /** There is no Iceberg table. */
    NO_ICEBERG_TABLE,
    /** No catalog is configured. */
    NO_CATALOG,
    /** The catalog could not be queried. */
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

  /** Returns this status for a table whose heap table does not exist. */
  TableStatus withoutHeap() {
    return new TableStatus(
        table,
        checkpoint,
        committed,
        served,
        Standing.NO_HEAP_TABLE,
        problem,
        finding,
        rows,
        recorded);
  }

  /** Returns this status for a table with an error of the doctor. */
  TableStatus withFinding(String error) {
    return new TableStatus(
        table,
        checkpoint,
        committed,
        served,
        standing.isGood() ? Standing.INCOMPLETE : standing,
        problem,
        Optional.of(error),
        rows,
        recorded);
  }

  /** Returns this status with the numbers of rows. */
  TableStatus withRows(RowCounts counts) {
    return new TableStatus(
        table,
        checkpoint,
        committed,
        served,
        standing,
        problem,
        finding,
        Optional.of(counts),
        recorded);
  }

  /** Returns whether the rows of the table can be counted: both tables exist. */
  boolean isCountable() {
    return standing != Standing.NO_HEAP_TABLE && standing != Standing.NO_ICEBERG_TABLE;
  }

  /** Describes when the table was last copied. */
  String copied(Instant now) {
    if (table.tracking().kind() == ChangeTracking.Kind.COMPARISON) {
      // The tracking is a comparison. It keeps no checkpoint, because each run finds what differs.
      return "not kept";
    }
    return checkpoint
        .map(at -> ago(at.movedAt(), now) + (at.betweenBatches() ? ", more to copy" : ""))
        .orElse("-");
  }

  /** Returns the freshness lag, as the process that syncs has shown it. */
  String lag() {
    return recorded.flatMap(RecordedStatus::freshnessLag).map(TableStatus::words).orElse("-");
  }

  /** Returns when a run has last failed. */
  String lastError() {
    return recorded
        .flatMap(last -> last.lastFailedAt().map(at -> ago(at, last.readAt())))
        .orElse("-");
  }

  /** Returns the failure of the last run, or the problem of the table; empty if there is none. */
  Optional<String> trouble() {
    return recorded
        .filter(last -> last.status().compareTo(TableHealth.Status.INCOMPLETE) >= 0)
        .map(last -> "%s: %s".formatted(JsonFields.word(last.status()), last.reason()));
  }

  private static String ago(Instant moment, Instant now) {
    return words(Duration.between(moment, now)) + " ago";
  }

  private static String words(Duration age) {
    if (age.toMinutes() < 2) {
      return "%d s".formatted(age.toSeconds());
    }
    return age.toHours() < 2
        ? "%d min".formatted(age.toMinutes())
        : "%d h".formatted(age.toHours());
  }

  private long commitsBehind() {
    return standing == Standing.BEHIND
        ? committed.orElseThrow().version().orElseThrow()
            - served.orElseThrow().version().orElseThrow()
        : 0;
  }

  Map<String, Object> fields(Instant at) {
    return JsonFields.of("type", "table")
        .and(JsonFields.of(table))
        .and("at", JsonFields.time(at))
        .and("standing", JsonFields.word(standing))
        .and("commitsBehind", commitsBehind())
        .and("committed", committed.map(MetadataLocation::uri))
        .and("served", served.map(MetadataLocation::uri))
        .and("copiedAt", checkpoint.map(status -> JsonFields.time(status.movedAt())))
        .and("moreToCopy", checkpoint.map(CheckpointStatus::betweenBatches))
        .and("error", problem)
        .and("finding", finding)
        .and("heapRows", rows.map(RowCounts::heapRows))
        .and("icebergRows", rows.map(RowCounts::icebergRows))
        .and("pendingRows", rows.flatMap(TableStatus::pending))
        .and("status", recorded.map(last -> JsonFields.word(last.status())))
        .and("reason", recorded.map(RecordedStatus::reason))
        .and("freshnessMs", recorded.flatMap(RecordedStatus::freshnessLag).map(Duration::toMillis))
        .and(
            "verifiedThrough",
            recorded.flatMap(RecordedStatus::verifiedThrough).map(JsonFields::time))
        .and("differ", recorded.flatMap(last -> last.differences().stream().boxed().findFirst()))
        .and("lastErrorAt", recorded.flatMap(RecordedStatus::lastFailedAt).map(JsonFields::time))
        .and("lastError", recorded.flatMap(RecordedStatus::lastFailure))
        .and("host", recorded.map(RecordedStatus::host))
        .and("recordedAt", recorded.map(last -> JsonFields.time(last.updatedAt())))
        .map();
  }

  /** Returns the rows that wait for the next copy; empty if their number is not known. */
  static Optional<Long> pending(RowCounts rows) {
    return rows.pendingRows().stream().boxed().findFirst();
  }

  String words() {
    return JsonFields.word(standing).replace('-', ' ')
        + (commitsBehind() > 0 ? " by " + commitsBehind() : "");
  }
}
