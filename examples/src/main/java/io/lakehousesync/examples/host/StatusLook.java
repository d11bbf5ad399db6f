package io.lakehousesync.examples.host;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.host.TableStatus.Standing;
import io.lakehousesync.postgres.CheckpointObserver;
import io.lakehousesync.postgres.CheckpointStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks at all tables: three queries to PostgreSQL, and one to the catalog for each table.
 *
 * @param heapless which tables have no heap table
 * @param checkpoints how far tables were copied
 * @param refresher the catalog; empty if none is configured
 * @param catalog the word for it in the configuration
 */
record StatusLook(
    Collection<SyncTable> tables,
    Function<Collection<SyncTable>, Set<SyncTable>> heapless,
    Function<Collection<SyncTable>, Map<SyncTable, CheckpointStatus>> checkpoints,
    MetadataLocator locator,
    Optional<CatalogRefresher> refresher,
    String catalog) {
  static final String POSTGRES = "postgres";

  static StatusLook of(ConfiguredSync parts, SyncConfiguration configuration) {
    String catalog = configuration.refresherName();
    return new StatusLook(
        configuration.tables().values(),
        new HeapTables(parts.postgres())::missing,
        CheckpointObserver.of(parts.postgres())::look,
        parts.locator(),
        catalog.equals("none") ? Optional.empty() : Optional.of(parts.refresher()),
        catalog);
  }

  /** What the catalog said of a table, or why it could not be asked. */
  private record Served(
      Optional<MetadataLocation> location, Optional<String> problem, Others others) {}

  /** Whether the catalog need not be asked about the others. */
  private enum Others {
    TO_BE_ASKED,
    THE_SAME
  }

  /**
   * Looks.
   *
   * @param asking is told before each question who is asked: {@code postgres}, or the catalog
   * @throws LakehouseSyncException if PostgreSQL could not be asked
   */
  List<TableStatus> look(Consumer<String> asking) {
    asking.accept(POSTGRES);
    Set<SyncTable> withoutHeap = heapless.apply(tables);
    asking.accept(POSTGRES);
    Map<SyncTable, CheckpointStatus> copied = checkpoints.apply(tables);
    asking.accept(POSTGRES);
    Map<TableName, MetadataLocation> committed =
        locator.locate(tables.stream().map(SyncTable::target).toList());
    List<TableStatus> all = new ArrayList<>();
    Optional<Served> unreachable = Optional.empty();
    for (SyncTable table : tables) {
      Optional<CheckpointStatus> checkpoint = Optional.ofNullable(copied.get(table));
      Optional<MetadataLocation> newest = Optional.ofNullable(committed.get(table.target()));
      if (newest.isEmpty() || refresher.isEmpty()) {
        all.add(status(table, checkpoint, newest, Optional.empty()));
        continue;
      }
      Served served = unreachable.orElseGet(() -> served(refresher.get(), table, asking));
      unreachable = Optional.of(served).filter(answer -> answer.others == Others.THE_SAME);
      TableStatus status = status(table, checkpoint, newest, Optional.of(served));
      if (status.standing() == Standing.AHEAD) {
        // A sync may have committed it after we looked, and had it served before we asked.
        asking.accept(POSTGRES);
        newest = Optional.ofNullable(locator.locate(List.of(table.target())).get(table.target()));
        status = status(table, checkpoint, newest, Optional.of(served));
      }
      all.add(status);
    }
    return all.stream()
        .map(each -> withoutHeap.contains(each.table()) ? each.withoutHeap() : each)
        .toList();
  }

  private Served served(CatalogRefresher from, SyncTable table, Consumer<String> asking) {
    asking.accept(catalog);
    try {
      return new Served(from.served(table), Optional.empty(), Others.TO_BE_ASKED);
    } catch (LakehouseSyncException e) {
      // Without a connection each of the others would wait as long for the same.
      return new Served(
          Optional.empty(),
          Optional.of(Output.oneLine(String.valueOf(e.getMessage()))),
          Unreachable.isWithoutConnection(e) ? Others.THE_SAME : Others.TO_BE_ASKED);
    }
  }

  private static TableStatus status(
      SyncTable table,
      Optional<CheckpointStatus> checkpoint,
      Optional<MetadataLocation> newest,
      Optional<Served> served) {
    return new TableStatus(
        table,
        checkpoint,
        newest,
        served.flatMap(Served::location),
        standing(newest, served),
        served.flatMap(Served::problem));
  }

  private static Standing standing(Optional<MetadataLocation> newest, Optional<Served> served) {
    if (newest.isEmpty()) {
      return Standing.NO_ICEBERG_TABLE;
    }
    if (served.isEmpty()) {
      return Standing.NO_CATALOG;
    }
    return served.get().problem.isPresent()
        ? Standing.UNKNOWN
        : Standing.of(newest.get(), served.get().location);
  }
}
