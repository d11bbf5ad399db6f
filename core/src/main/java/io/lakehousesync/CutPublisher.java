package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.CutResult.Cut;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.PrintableThrowable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the catalog serve the records of cuts. A record is published last: when the catalog has
 * confirmed that it serves each table of the group at the cut or later. Therefore a reader that
 * sees the record of a cut reads tables that are not older.
 *
 * <p>The catalog is refreshed to the metadata file that was committed with the record, and not to
 * the newest one. The newest one may have a record of another host, which has not refreshed the
 * tables yet.
 *
 * <p>Thread-safe. A group has one run at a time, and so has one publication at a time.
 */
final class CutPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  private final Pipeline pipeline;

  /** The last cut of each group whose record is not known to be served. */
  private final Map<SyncGroup, Cut> waiting = new ConcurrentHashMap<>();

  CutPublisher(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Returns the cut whose record is still to be published; empty if there is none. */
  Optional<Cut> waiting(SyncGroup group) {
    return Optional.ofNullable(waiting.get(group));
  }

  /**
   * Publishes the record of a cut, and reports the cut.
   *
   * @param reports the reports of the runs after the cut
   */
  CompletableFuture<CutReport> publish(SyncGroup group, Cut cut, List<TableReport> reports) {
    boolean served = reports.stream().allMatch(report -> serves(cut, report));
    Optional<SyncTable> table = group.cuts();
    Optional<MetadataLocation> record = cut.record();
    if (table.isEmpty() || record.isEmpty()) {
      return CompletableFuture.completedFuture(new CutReport(group, cut, served, false));
    }
    waiting.put(group, cut);
    if (!served) {
      return CompletableFuture.completedFuture(new CutReport(group, cut, false, false));
    }
    CompletableFuture<CutReport> done = new CompletableFuture<>();
    pipeline
        .refreshes()
        .execute(
            () -> {
              boolean published = publish(table.get(), record.get());
              if (published) {
                waiting.remove(group, cut);
              }
              done.complete(new CutReport(group, cut, true, published));
            },
            refused -> done.complete(new CutReport(group, cut, true, false)));
    return done;
  }

  private static boolean serves(Cut cut, TableReport report) {
    MetadataLocation wanted = cut.snapshots().get(report.table().target());
    return wanted != null
        && report
            .refresh()
            .flatMap(RefreshResult::served)
            .filter(served -> served.includes(wanted))
            .isPresent();
  }

  private boolean publish(SyncTable table, MetadataLocation record) {
    if (pipeline.isEnded()) {
      return false;
    }
    AtomicBoolean published = new AtomicBoolean();
    try {
      pipeline
          .locator()
          .withNewest(table.target(), newest -> published.set(refresh(table, record, newest)));
    } catch (LakehouseSyncException e) {
      LOG.warn(
          "{} was not published. The tables of the cut are served. The next run tries again.",
          table.target(),
          PrintableThrowable.of(e));
    } catch (RuntimeException | Error e) {
      LOG.error("{} was not published. The next run tries again.", table.target(), e);
    }
    return published.get();
  }

  private boolean refresh(SyncTable table, MetadataLocation record, LocatedMetadata newest) {
    boolean isNewest = newest.location().equals(Optional.of(record));
    // Another host may have published a later record. The catalog must not go back.
    if (!isNewest
        && pipeline
            .refresher()
            .served(table)
            .filter(served -> served.includes(record))
            .isPresent()) {
      return true;
    }
    return pipeline
        .refresher()
        .refresh(table, record)
        .served()
        .filter(served -> served.includes(record))
        .isPresent();
  }
}
