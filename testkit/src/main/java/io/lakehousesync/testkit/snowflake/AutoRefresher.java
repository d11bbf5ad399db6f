package io.lakehousesync.testkit.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Polls the catalogs that Iceberg tables with AUTO_REFRESH follow. */
final class AutoRefresher {
  private final StatementContext context;

  AutoRefresher(StatementContext context) {
    this.context = context;
  }

  /** Polls once for each table whose interval is over. */
  void pollDue() {
    Instant now = context.clock().instant();
    context
        .catalog()
        .tables()
        .forEach(table -> table.autoRefresh().ifPresent(auto -> poll(table, auto, now)));
  }

  private void poll(IcebergTable table, AutoRefresh auto, Instant now) {
    Duration interval =
        Duration.ofSeconds(
            context
                .catalog()
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
      auto.polled(now, AutoRefreshState.STALLED, e.text());
      return;
    }
    try {
      table.follow(next, context);
      auto.polled(now, AutoRefreshState.RUNNING, "");
    } catch (SnowflakeError e) {
      auto.polled(now, AutoRefreshState.STOPPED, e.text());
    }
  }

  /**
   * Reads what the catalog has now. Its files must be in the bucket of the metadata file.
   *
   * @throws SnowflakeError 093740 if the catalog does not have the table
   */
  ServedSnapshot read(AutoRefresh auto) {
    String location =
        context
            .catalog()
            .managedLocation(auto.catalogTable())
            .orElseThrow(() -> SnowflakeError.notInCatalog(auto.catalogTable()));
    return context.metadata().read(location, bucket(location));
  }

  private static ExternalVolume bucket(String location) {
    int end = location.indexOf('/', "s3://".length());
    return new ExternalVolume("MANAGED", end < 0 ? location : location.substring(0, end));
  }

  /** How many snapshots the catalog has that the table does not serve yet. */
  int pending(IcebergTable table, AutoRefresh auto) {
    Optional<String> location = context.catalog().managedLocation(auto.catalogTable());
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

  /** What SYSTEM$AUTO_REFRESH_STATUS says. */
  String status(IcebergTable table) {
    AutoRefresh auto =
        table
            .autoRefresh()
            .orElseThrow(
                () -> SnowflakeError.autoRefresh(table.name() + " has no automated refresh"));
    return Json.autoRefreshStatus(table, auto, pending(table, auto));
  }
}
