package io.lakehousesync;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners, and keeps what they throw from the sync. */
record Listeners(List<SyncListener> all) implements SyncListener {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  Listeners {
    all = List.copyOf(all);
  }

  @Override
  public void started(SyncTable table) {
    tell(listener -> listener.started(table));
  }

  @Override
  public void copied(SyncTable table, CopyResult result, Duration took) {
    tell(listener -> listener.copied(table, result, took));
  }

  @Override
  public void refreshed(SyncTable table, RefreshResult result, Duration took) {
    tell(listener -> listener.refreshed(table, result, took));
  }

  @Override
  public void ended(TableReport report) {
    tell(listener -> listener.ended(report));
  }

  @Override
  public void circuitOpened(SyncTable table, LakehouseSyncException failure, Duration next) {
    tell(listener -> listener.circuitOpened(table, failure, next));
  }

  @Override
  public void circuitClosed(SyncTable table) {
    tell(listener -> listener.circuitClosed(table));
  }

  private void tell(Consumer<SyncListener> event) {
    for (SyncListener listener : all) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.warn("Listener {} failed. The sync goes on without it hearing of this.", listener, e);
      }
    }
  }
}
