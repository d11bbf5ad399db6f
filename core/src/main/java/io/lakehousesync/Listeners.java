package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls all listeners. An exception or error of a listener is logged, and does not affect the sync.
 */
record Listeners(List<SyncListener> all) implements SyncListener {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  Listeners {
    all = List.copyOf(all);
  }

  @Override
  public void added(SyncTable table) {
    call(listener -> listener.added(table));
  }

  @Override
  public void started(SyncTable table) {
    call(listener -> listener.started(table));
  }

  @Override
  public void stepBegan(SyncTable table, RunStep step) {
    call(listener -> listener.stepBegan(table, step));
  }

  @Override
  public void copied(SyncTable table, CopyResult result, Duration took) {
    call(listener -> listener.copied(table, result, took));
  }

  @Override
  public void refreshed(SyncTable table, RefreshResult result, Duration took) {
    call(listener -> listener.refreshed(table, result, took));
  }

  @Override
  public void ended(TableReport report) {
    call(listener -> listener.ended(report));
  }

  @Override
  public void cut(CutReport report) {
    call(listener -> listener.cut(report));
  }

  @Override
  public void circuitOpened(SyncTable table, LakehouseSyncException failure, Duration next) {
    call(listener -> listener.circuitOpened(table, failure, next));
  }

  @Override
  public void circuitClosed(SyncTable table) {
    call(listener -> listener.circuitClosed(table));
  }

  private void call(Consumer<SyncListener> event) {
    for (SyncListener listener : all) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        LOG.warn("Listener {} failed and missed one event. The sync continues.", listener, e);
      }
    }
  }
}
