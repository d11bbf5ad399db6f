package io.lakehousesync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One table's way through one run: copy, locate, refresh, report. Each step is left out once one
 * has failed. Confined to the thread of the run.
 */
final class TableRun {
  private final SyncTable table;
  private long rows;
  private @Nullable Instant completeThrough;
  private @Nullable MetadataLocation location;
  private @Nullable RefreshResult result;
  private @Nullable LakehouseSyncException failure;
  private Duration copyTook = Duration.ZERO;
  private Duration locateTook = Duration.ZERO;
  private Duration refreshTook = Duration.ZERO;

  TableRun(SyncTable table) {
    this.table = table;
  }

  SyncTable table() {
    return table;
  }

  void copy(SyncSource source) {
    copyTook =
        step(
            "copying",
            () -> {
              CopyResult batch;
              do {
                batch = source.copy(table);
                rows += batch.rows();
              } while (batch.remaining() == CopyResult.Remaining.READY);
              completeThrough = batch.completeThrough().orElse(null);
            });
  }

  /** Finds the snapshots of all tables that were copied, in one look-up. */
  static void locate(List<TableRun> runs, MetadataLocator locator) {
    List<TableRun> copied = runs.stream().filter(run -> run.failure == null).toList();
    if (copied.isEmpty()) {
      return;
    }
    Collection<TableName> targets = copied.stream().map(run -> run.table.target()).toList();
    TableRun first = copied.get(0);
    Map<TableName, MetadataLocation> found = new HashMap<>();
    Duration took =
        first.step("locating the snapshot of", () -> found.putAll(locator.locate(targets)));
    for (TableRun run : copied) {
      run.locateTook = took;
      run.failure = first.failure;
      if (run.failure == null) {
        run.located(found.get(run.table.target()));
      }
    }
  }

  private void located(@Nullable MetadataLocation found) {
    location = found;
    if (found == null) {
      failure = MetadataLocator.missing(table.target());
    }
  }

  /** Whether the catalog is to be asked for the snapshot that was found. */
  boolean needsRefresh(Map<SyncTable, Refreshed> last) {
    if (failure != null) {
      return false;
    }
    Refreshed before = last.get(table);
    if (before == null || !before.location.equals(location)) {
      return true;
    }
    result =
        before.result.served().isPresent()
            ? new RefreshResult.Unchanged(before.location)
            : before.result;
    return false;
  }

  void refresh(
      MetadataLocator locator, CatalogRefresher refresher, Map<SyncTable, Refreshed> last) {
    last.remove(table);
    refreshTook =
        step(
            "refreshing",
            () ->
                locator.withNewest(
                    table.target(),
                    newest -> {
                      location = newest;
                      result = refresher.refresh(table, newest);
                    }));
    if (result != null && location != null) {
      last.put(table, new Refreshed(location, result));
    }
  }

  /** What came of a table's last refresh. */
  record Refreshed(MetadataLocation location, RefreshResult result) {}

  TableReport report(String guarantee, Clock clock) {
    Optional<RefreshResult> refreshed = Optional.ofNullable(result);
    MetadataLocation wanted = location;
    boolean visible =
        wanted != null
            && refreshed.flatMap(RefreshResult::served).filter(s -> s.includes(wanted)).isPresent();
    Instant through = completeThrough;
    return new TableReport(
        table,
        rows,
        Optional.ofNullable(location),
        refreshed,
        visible && through != null
            ? Optional.of(Duration.between(through, clock.instant()))
            : Optional.empty(),
        new TableReport.Timings(copyTook, locateTook, refreshTook),
        guarantee,
        Optional.ofNullable(failure));
  }

  /** Runs a step and keeps its failure, so that the other tables go on. */
  private Duration step(String what, Runnable work) {
    long started = System.nanoTime();
    try {
      work.run();
    } catch (LakehouseSyncException e) {
      failure = e;
    } catch (RuntimeException e) {
      // An implementation that throws anything else has not said what became of its work.
      failure =
          new OutcomeUnknownException(
              "Unexpected failure while %s %s: %s. The next run finds out what is true."
                  .formatted(what, table, e),
              e);
    }
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
