package io.lakehousesync.examples.peers.contestant;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.examples.peers.protocol.Peer;
import io.lakehousesync.examples.peers.protocol.PeerLines;
import io.lakehousesync.examples.peers.protocol.PeerSettings;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CatalogRefresher;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The process that copies with the library. It has no catalog to refresh. */
public final class LibraryPeer implements Peer {
  private final LakehouseSync sync;

  private LibraryPeer(DataSource postgres) {
    sync =
        LakehouseSync.builder()
            .source(PgLakeSource.of(postgres))
            .locator(IcebergTablesLocator.of(postgres))
            .refresher(CatalogRefresher.none())
            .table(Kind.libraryTable())
            .build();
  }

  /** Runs the process. */
  public static void main(String[] arguments) throws Exception {
    PeerSettings settings = PeerSettings.of(System.getenv());
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(settings.pgUrl());
    postgres.setUser(settings.pgUser());
    postgres.setPassword(settings.pgPassword());
    try (LibraryPeer peer = new LibraryPeer(postgres)) {
      PeerLines.serve(peer);
    }
  }

  @Override
  public String description() {
    return "Lakehouse Sync of this build; default tracking, APPEND, heap of at most %d MiB"
        .formatted(Runtime.getRuntime().maxMemory() >> 20);
  }

  @Override
  public String copy(long lastId) {
    return sync.runOnce()
        .orThrow()
        .tables()
        .get(0)
        .location()
        .orElseThrow(() -> new IllegalStateException("the run has located no metadata file"))
        .uri();
  }

  @Override
  public void close() {
    sync.close();
  }
}
