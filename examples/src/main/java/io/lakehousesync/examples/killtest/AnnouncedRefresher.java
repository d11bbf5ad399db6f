package io.lakehousesync.examples.killtest;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;

/** Announces refreshes. */
final class AnnouncedRefresher implements CatalogRefresher {
  private final CatalogRefresher delegate;
  private final Announcer announcer;

  AnnouncedRefresher(CatalogRefresher delegate, Announcer announcer) {
    this.delegate = delegate;
    this.announcer = announcer;
  }

  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    announcer.enter(TestedKind.of(table).name());
    try {
      announcer.reached(Step.BEFORE_REFRESH);
      RefreshResult result = delegate.refresh(table, location);
      announcer.reached(Step.REFRESHED);
      return result;
    } finally {
      announcer.leave();
    }
  }
}
