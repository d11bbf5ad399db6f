package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A locator that returns the locations of a test. */
final class FakeLocator implements MetadataLocator {
  final Map<TableName, LocatedMetadata> locations = new ConcurrentHashMap<>();
  final List<List<TableName>> lookUps = new CopyOnWriteArrayList<>();
  volatile @Nullable LakehouseSyncException failure;
  volatile Runnable onNextLookUp = () -> {};

  static MetadataLocation location(SyncTable table, int version) {
    return new MetadataLocation(
        "s3://lake/%s/metadata/%05d-x.metadata.json".formatted(table.target().name(), version));
  }

  FakeLocator at(SyncTable table, int version) {
    locations.put(table.target(), new LocatedMetadata.Committed(location(table, version)));
    return this;
  }

  @Override
  public Map<TableName, LocatedMetadata> locate(Collection<TableName> icebergTables) {
    if (failure != null) {
      throw failure;
    }
    lookUps.add(List.copyOf(icebergTables));
    Map<TableName, LocatedMetadata> found = Map.copyOf(locations);
    onNextLookUp.run();
    return found;
  }
}
