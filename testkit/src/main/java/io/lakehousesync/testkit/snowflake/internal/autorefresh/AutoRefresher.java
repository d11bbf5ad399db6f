package io.lakehousesync.testkit.snowflake.internal.autorefresh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehousesync.testkit.snowflake.internal.account.AutoRefresh;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.storage.ServedSnapshot;
import io.lakehousesync.testkit.snowflake.internal.storage.StorageLocation;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

/** Polls the catalogs of Iceberg tables with AUTO_REFRESH. */
public final class AutoRefresher {
  private final StatementContext context;

  public AutoRefresher(StatementContext context) {
    this.context = context;
  }

  /** Polls once for each table whose interval is over. */
  public void pollDue() {
    Instant now = context.clock().instant();
    context
        .account()
        .tables()
        .forEach(table -> table.autoRefresh().ifPresent(auto -> poll(table, auto, now)));
  }

  private void poll(IcebergTable table, AutoRefresh auto, Instant now) {
    Duration interval =
        Duration.ofSeconds(
            context
                .account()
                .catalogIntegrations()
                .require(table.catalogIntegration())
                .refreshIntervalSeconds());
    if (!auto.isDue(now, interval)) {
      return;
    }
    ServedSnapshot next;
    try {
      next = read(auto);
    } catch (SnowflakeError e) {
      auto.polled(now, AutoRefresh.State.STALLED, e.text());
      return;
    }
    try {
      table.follow(next, context.clock(), context.queryId());
      auto.polled(now, AutoRefresh.State.RUNNING, "");
    } catch (SnowflakeError e) {
      auto.polled(now, AutoRefresh.State.STOPPED, e.text());
    }
  }

  /**
   * Reads the current snapshot of a table in the catalog. The files of the snapshot must be in the
   * bucket of the metadata file.
   *
   * @throws SnowflakeError 093740 if the catalog does not have the table
   */
  public ServedSnapshot read(AutoRefresh auto) {
    String location =
        context
            .account()
            .managedLocation(auto.catalogTable())
            .orElseThrow(() -> SnowflakeError.notInCatalog(auto.catalogTable()));
    return context.metadata().read(location, StorageLocation.bucketOf(location));
  }

  /** Returns the number of snapshots in the catalog that are newer than the served snapshot. */
  int pending(IcebergTable table, AutoRefresh auto) {
    Optional<String> location = context.account().managedLocation(auto.catalogTable());
    if (location.isEmpty() || location.get().equals(table.served().metadataLocation())) {
      return 0;
    }
    try {
      long served = table.served().metadata().lastSequenceNumber();
      return (int)
          read(auto).metadata().snapshots().stream()
              .filter(snapshot -> snapshot.sequenceNumber() > served)
              .count();
    } catch (SnowflakeError e) {
      return 0;
    }
  }

  /**
   * Returns the result of SYSTEM$AUTO_REFRESH_STATUS. For a table of files in object storage with
   * AUTO_REFRESH = TRUE, the content of the status is not documented. The stand-in chooses the
   * dangerous one, which looks like a refresh that works.
   */
  public String status(IcebergTable table) {
    if (table.hasAutoRefreshWithoutEffect()) {
      return Json.object()
          .put("executionState", AutoRefresh.State.RUNNING.name())
          .put("invalidExecutionStateReason", "")
          .put("pendingSnapshotCount", 0)
          .put("currentMetadataFile", table.served().metadataLocation())
          .toString();
    }
    AutoRefresh auto =
        table
            .autoRefresh()
            .orElseThrow(
                () -> SnowflakeError.autoRefresh(table.name() + " has no automated refresh"));
    return json(table, auto, pending(table, auto));
  }

  /**
   * Returns the object that SYSTEM$AUTO_REFRESH_STATUS returns. In the stand-in, times are ISO
   * 8601, and the metadata file is a full location.
   */
  private static String json(IcebergTable table, AutoRefresh auto, int pending) {
    ServedSnapshot served = table.served();
    Snapshot snapshot = served.metadata().currentSnapshot();
    ObjectNode status =
        Json.object()
            .put("executionState", auto.state().name())
            .put("invalidExecutionStateReason", auto.reason())
            .put("pendingSnapshotCount", pending)
            .put("currentMetadataFile", served.metadataLocation())
            .put("currentSchemaId", served.metadata().currentSchemaId())
            .put("lastUpdatedTime", auto.lastPoll().toString());
    if (snapshot != null) {
      status
          .put("currentSnapshotId", Long.toString(snapshot.snapshotId()))
          .put("currentSnapshotSummary", Json.of(snapshot.summary()))
          .put("lastSnapshotTime", Instant.ofEpochMilli(snapshot.timestampMillis()).toString());
    }
    return status.toString();
  }
}
