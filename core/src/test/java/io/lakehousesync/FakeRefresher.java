package io.lakehousesync;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A catalog that serves whatever it is told to. */
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
    return new RefreshResult.Refreshed(location, Optional.empty());
  }
}
