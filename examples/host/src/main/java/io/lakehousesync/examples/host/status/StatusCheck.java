package io.lakehousesync.examples.host.status;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.host.HeapTables;
import io.lakehousesync.examples.host.OpenErrors;
import io.lakehousesync.examples.host.outage.ConnectionErrors;
import io.lakehousesync.examples.host.status.TableStatus.Standing;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.CheckpointObserver;
import io.lakehousesync.postgres.PgLakeDoctor;
import io.lakehousesync.postgres.PgLakeVerifier;
import io.lakehousesync.postgres.RecordedStatus;
import io.lakehousesync.postgres.StatusObserver;
import io.lakehousesync.postgres.report.CheckpointStatus;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.RowCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks all tables, with four queries to PostgreSQL, the checks of the doctor, and one query to
 * the catalog for each table.
 *
 * @param heapless returns the tables whose heap table does not exist
 * @param checkpoints returns how far tables were copied
 * @param recorded returns what the processes that sync have written
 * @param errors returns the tables with an error of the doctor, each with the error
 * @param count counts the rows of a table; empty if rows are not counted
 * @param refresher the catalog; empty if none is configured
 * @param catalog the catalog's name in the configuration
 */
record StatusCheck(
    Collection<SyncTable> tables,
    Function<Collection<SyncTable>, Set<SyncTable>> heapless,
    Function<Collection<SyncTable>, Map<SyncTable, CheckpointStatus>> checkpoints,
    Function<Collection<SyncTable>, Map<SyncTable, RecordedStatus>> recorded,
    Function<Collection<SyncTable>, Map<SyncTable, String>> errors,
    Optional<Function<SyncTable, RowCounts>> count,
    MetadataLocator locator,
    Optional<CatalogRefresher> refresher,
    String catalog) {
  static final String POSTGRES = "postgres";

  /**
   * The maximum number of tables that the doctor examines with one query. The limit keeps the
   * queries short.
   */
  private static final int EXAMINED_AT_ONCE = 20;

  static StatusCheck of(ConfiguredSync parts, SyncConfiguration configuration, boolean rows) {
    String catalog = configuration.refresherName();
    return new StatusCheck(
        configuration.tables().values(),
        new HeapTables(parts.postgres())::missing,
        CheckpointObserver.of(parts.postgres())::read,
        StatusObserver.of(parts.postgres())::read,
        new OpenErrors(PgLakeDoctor.of(parts.postgres()))::of,
        rows ? Optional.of(PgLakeVerifier.of(parts.postgres())::count) : Optional.empty(),
        parts.locator(),
        catalog.equals("none") ? Optional.empty() : Optional.of(parts.refresher()),
        catalog);
  }

  /** What the catalog serves for a table, or why it could not be queried. */
  private record Served(
      Optional<MetadataLocation> location, Optional<String> problem, Others others) {}

  /** Whether the check still queries the catalog for the remaining tables. */
  private enum Others {
    TO_BE_QUERIED,
    ALSO_UNREACHABLE
  }

  /**
   * Checks all tables.
   *
   * @param querying called before each query with the name of the server that is queried: {@code
   *     postgres}, or the catalog
   * @throws LakehouseSyncException if PostgreSQL could not be queried
   */
  List<TableStatus> check(Consumer<String> querying) {
    querying.accept(POSTGRES);
    Set<SyncTable> withoutHeap = heapless.apply(tables);
    querying.accept(POSTGRES);
    Map<SyncTable, CheckpointStatus> copied = checkpoints.apply(tables);
    querying.accept(POSTGRES);
    Map<SyncTable, RecordedStatus> written = recorded.apply(tables);
    querying.accept(POSTGRES);
    Map<TableName, MetadataLocation> committed =
        locator.locations(tables.stream().map(SyncTable::target).toList());
    List<TableStatus> all = new ArrayList<>();
    Optional<Served> unreachable = Optional.empty();
    for (SyncTable table : tables) {
      Optional<CheckpointStatus> checkpoint = Optional.ofNullable(copied.get(table));
      Optional<RecordedStatus> last = Optional.ofNullable(written.get(table));
      Optional<MetadataLocation> newest = Optional.ofNullable(committed.get(table.target()));
      if (newest.isEmpty() || refresher.isEmpty()) {
        all.add(status(table, checkpoint, last, newest, Optional.empty()));
        continue;
      }
      Served served = unreachable.orElseGet(() -> served(refresher.get(), table, querying));
      unreachable = Optional.of(served).filter(answer -> answer.others == Others.ALSO_UNREACHABLE);
      TableStatus status = status(table, checkpoint, last, newest, Optional.of(served));
      if (status.standing() == Standing.AHEAD) {
        // Between the query to PostgreSQL and the query to the catalog, a sync may have committed
        // and refreshed.
        querying.accept(POSTGRES);
        newest =
            Optional.ofNullable(locator.locations(List.of(table.target())).get(table.target()));
        status = status(table, checkpoint, last, newest, Optional.of(served));
      }
      all.add(status);
    }
    Map<SyncTable, String> open = openErrors(querying);
    return all.stream()
        .map(each -> withoutHeap.contains(each.table()) ? each.withoutHeap() : each)
        .map(
            each -> Optional.ofNullable(open.get(each.table())).map(each::withFinding).orElse(each))
        .map(each -> counted(each, querying))
        .toList();
  }

  private TableStatus counted(TableStatus status, Consumer<String> querying) {
    if (count.isEmpty() || !status.isCountable()) {
      return status;
    }
    querying.accept(POSTGRES);
    try {
      return status.withRows(count.get().apply(status.table()));
    } catch (LakehouseSyncException e) {
      return status.withFinding(Printable.message(String.valueOf(e.getMessage())));
    }
  }

  private Map<SyncTable, String> openErrors(Consumer<String> querying) {
    List<SyncTable> examined = List.copyOf(tables);
    Map<SyncTable, String> open = new HashMap<>();
    for (int from = 0; from < examined.size(); from += EXAMINED_AT_ONCE) {
      querying.accept(POSTGRES);
      open.putAll(
          errors.apply(examined.subList(from, Math.min(from + EXAMINED_AT_ONCE, examined.size()))));
    }
    return open;
  }

  private Served served(CatalogRefresher from, SyncTable table, Consumer<String> querying) {
    querying.accept(catalog);
    try {
      return new Served(from.served(table), Optional.empty(), Others.TO_BE_QUERIED);
    } catch (LakehouseSyncException e) {
      // There is no connection. The query for each other table would also wait, and then fail for
      // the same reason.
      return new Served(
          Optional.empty(),
          Optional.of(Printable.message(String.valueOf(e.getMessage()))),
          ConnectionErrors.isWithoutConnection(e) ? Others.ALSO_UNREACHABLE : Others.TO_BE_QUERIED);
    }
  }

  private static TableStatus status(
      SyncTable table,
      Optional<CheckpointStatus> checkpoint,
      Optional<RecordedStatus> recorded,
      Optional<MetadataLocation> newest,
      Optional<Served> served) {
    return new TableStatus(
        table,
        checkpoint,
        newest,
        served.flatMap(Served::location),
        standing(newest, served),
        served.flatMap(Served::problem),
        Optional.empty(),
        Optional.empty(),
        recorded);
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
