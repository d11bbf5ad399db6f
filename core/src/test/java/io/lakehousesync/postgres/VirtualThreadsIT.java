package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.SyncListener;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Uses reflection, because the library is compiled for a JDK without virtual threads. */
@Tag("jdk21")
class VirtualThreadsIT {
  private static final int TABLES = 20;
  private static final int ROWS = 25;

  @Test
  void aSyncRunsOnVirtualThreads() throws Exception {
    List<SyncTable> tables =
        IntStream.range(0, TABLES)
            .mapToObj(i -> SyncTable.of("core_it.t" + i, "core_it.iceberg_t" + i))
            .toList();
    createWithRows(tables);
    Set<String> threadNames = ConcurrentHashMap.newKeySet();
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(PgLakeSource.builder(TestSchema.copier()).batchRows(10).build())
            .locator(IcebergTablesLocator.of(TestSchema.postgres()))
            .refresher(CatalogRefresher.none())
            .executor(threads)
            .parallelCopies(8)
            .listener(
                new SyncListener() {
                  @Override
                  public void copied(SyncTable table, CopyResult result, Duration took) {
                    threadNames.add(Thread.currentThread().toString());
                  }
                });
    tables.forEach(builder::table);

    try (LakehouseSync sync = builder.build()) {
      sync.runOnce().orThrow();
    } finally {
      threads.shutdown();
    }

    assertThat(threadNames).isNotEmpty().allMatch(name -> name.startsWith("VirtualThread["));
    for (SyncTable table : tables) {
      assertThat(TestSchema.number("SELECT count(*) FROM " + table.target())).isEqualTo(ROWS);
    }
  }

  private static void createWithRows(List<SyncTable> tables) throws SQLException {
    TestSchema.recreate("");
    for (SyncTable table : tables) {
      TestSchema.execute("CREATE TABLE %s (id int PRIMARY KEY)".formatted(table.source()));
    }
    PgLakeSetup.of(TestSchema.postgres()).apply(tables);
    for (SyncTable table : tables) {
      TestSchema.execute(
          "INSERT INTO %s SELECT generate_series(1, %d)".formatted(table.source(), ROWS));
    }
  }
}
