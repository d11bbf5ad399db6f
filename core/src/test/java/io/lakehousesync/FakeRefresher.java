package io.lakehousesync;

import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A refresher that confirms every snapshot. */
final class FakeRefresher implements CatalogRefresher {
  final List<MetadataLocation> refreshed = new CopyOnWriteArrayList<>();
  volatile @Nullable RuntimeException failure;
  volatile Runnable whileRefreshing = () -> {};

  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    whileRefreshing.run();
    if (failure != null) {
      throw failure;
    }
    refreshed.add(location);
    return RefreshResult.refreshed(location);
  }
}
