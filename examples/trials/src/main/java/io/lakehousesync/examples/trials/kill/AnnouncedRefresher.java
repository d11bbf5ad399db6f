package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.util.List;

/** A refresher that announces each refresh. */
final class AnnouncedRefresher implements CatalogRefresher {
  private final CatalogRefresher delegate;
  private final Announcer announcer;

  AnnouncedRefresher(CatalogRefresher delegate, Announcer announcer) {
    this.delegate = delegate;
    this.announcer = announcer;
  }

  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    announcer.enter(TestedTracking.of(table).name());
    try {
      announcer.reached(Step.BEFORE_REFRESH);
      RefreshResult result = delegate.refresh(table, location);
      announcer.reached(Step.REFRESHED);
      return result;
    } finally {
      announcer.leave();
    }
  }

  @Override
  public List<String> problems(List<SyncTable> tables) {
    return delegate.problems(tables);
  }
}
