package io.lakehousesync.spring;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A source, a locator and a refresher without services. Each copy commits one row. */
final class FakeLake implements SyncSource, MetadataLocator, CatalogRefresher {
  private static final MetadataLocation FILE =
      new MetadataLocation("s3://lake/t/metadata/00001-a.metadata.json");

  final List<SyncTable> copied = Collections.synchronizedList(new ArrayList<>());
  final List<SyncTable> refreshed = Collections.synchronizedList(new ArrayList<>());

  /** Counted down when a copy begins. */
  final CountDownLatch copying = new CountDownLatch(1);

  private final CountDownLatch gate;

  private FakeLake(CountDownLatch gate) {
    this.gate = gate;
  }

  static FakeLake open() {
    return new FakeLake(new CountDownLatch(0));
  }

  /** Returns a lake whose copies wait until the gate opens. */
  static FakeLake held(CountDownLatch gate) {
    return new FakeLake(gate);
  }

  @Override
  public CopyResult copy(SyncTable table) {
    copying.countDown();
    try {
      if (!gate.await(30, SECONDS)) {
        throw new IllegalStateException("the test did not open the gate");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("a copy was interrupted", e);
    }
    copied.add(table);
    return CopyResult.complete(1, Instant.now());
  }

  @Override
  public void validate(SyncTable table) {}

  @Override
  public String guarantee(SyncTable table) {
    return "a row for each copy";
  }

  @Override
  public Map<TableName, LocatedMetadata> locate(Collection<TableName> icebergTables) {
    Map<TableName, LocatedMetadata> located = new LinkedHashMap<>();
    icebergTables.forEach(table -> located.put(table, new LocatedMetadata.Committed(FILE)));
    return located;
  }

  @Override
  public RefreshResult refresh(SyncTable table, MetadataLocation location) {
    refreshed.add(table);
    return RefreshResult.refreshed(location);
  }

  @Override
  public List<String> problems(List<SyncTable> tables) {
    return List.of();
  }
}
