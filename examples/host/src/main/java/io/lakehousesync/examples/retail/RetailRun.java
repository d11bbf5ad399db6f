package io.lakehousesync.examples.retail;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.SyncReport;
import io.lakehousesync.TableReport;
import io.lakehousesync.examples.page.SyncWatch;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.spi.MetadataLocation;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One run of the simulation: prepare, write and sync, compare. */
final class RetailRun {
  private final PrintStream out;
  private final Services services;
  private final ServiceOptions options;
  private final RetailDatabase database;
  private final long seed;
  private final SyncWatch watch;
  private final List<SyncReport> reports = new ArrayList<>();

  RetailRun(
      PrintStream out,
      Services services,
      ServiceOptions options,
      RetailDatabase database,
      long seed,
      SyncWatch watch) {
    this.out = out;
    this.services = services;
    this.options = options;
    this.database = database;
    this.seed = seed;
    this.watch = watch;
  }

  RetailResult run(int transactions, int batchSize, int syncEvery, RetailDatabase.Existing existing)
      throws SQLException {
    try (Connection postgres = services.postgres().getConnection();
        Connection snowflake = services.snowflake().getConnection();
        LakehouseSync sync = prepare(postgres, snowflake, existing)) {
      watch.begin(sync);
      long started = System.nanoTime();
      long rows = simulate(postgres, sync, transactions, batchSize, syncEvery);
      double seconds = (System.nanoTime() - started) / 1e9;
      postgres.setAutoCommit(true);
      return compare(postgres, snowflake, Math.round(rows / seconds));
    }
  }

  /** Prepares both databases, and builds the sync in the ten lines that a host writes. */
  private LakehouseSync prepare(
      Connection postgres, Connection snowflake, RetailDatabase.Existing existing)
      throws SQLException {
    database.prepare(postgres, existing);
    try (Statement statement = snowflake.createStatement()) {
      statement.execute("CREATE DATABASE IF NOT EXISTS " + options.snowflakeDatabase());
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + options.snowflakeSchema());
      statement.execute("USE SCHEMA " + options.snowflakeSchema());
      if (existing == RetailDatabase.Existing.RESET) {
        // Snowflake's tables of an earlier run belong to Iceberg tables that no longer exist.
        for (RetailTables table : RetailTables.values()) {
          statement.execute("DROP ICEBERG TABLE IF EXISTS " + table.iceberg());
        }
      }
    }
    LakehouseSyncBuilder builder =
        watch
            .listenersOn(LakehouseSync.builder())
            .source(PgLakeSource.of(services.postgres()))
            .locator(IcebergTablesLocator.of(services.postgres()))
            .refresher(
                SnowflakeRefresher.builder(services.snowflake())
                    .storageBaseUrl(services.storageBaseUrl())
                    .schema(options.snowflakeSchema())
                    .createMissing(options.externalVolume(), options.catalogIntegration())
                    .build());
    RetailTables.in(database).forEach(builder::table);
    return builder.build();
  }

  /**
   * Writes and syncs the transactions. Returns the number of rows written: transactions and items.
   */
  private long simulate(
      Connection postgres, LakehouseSync sync, int transactions, int batchSize, int syncEvery)
      throws SQLException {
    out.printf(
        "Writing %d transactions, %d a commit, %s, seed %d%n",
        transactions,
        batchSize,
        syncEvery == 0 ? "one sync at the end" : "a sync every " + syncEvery,
        seed);
    TransactionGenerator generator = TransactionGenerator.load(postgres, new Random(seed));
    Progress progress = Progress.of(out, transactions, Integer.getInteger("examples.columns", 0));
    int written = 0;
    int sinceSync = 0;
    long rows = 0;
    try {
      while (written < transactions) {
        List<RetailTransaction> batch =
            generator.batch(Math.min(batchSize, transactions - written));
        rows += TransactionWriter.write(postgres, batch);
        written += batch.size();
        sinceSync += batch.size();
        progress.wrote(written);
        if (syncEvery > 0 && sinceSync >= syncEvery) {
          sync(sync, progress);
          sinceSync = 0;
        }
      }
      if (sinceSync > 0 || reports.isEmpty()) {
        sync(sync, progress);
      }
      return rows;
    } finally {
      progress.finish();
      watch.end(sync.health().tables());
    }
  }

  private void sync(LakehouseSync sync, Progress progress) {
    SyncReport report = sync.runOnce().orThrow();
    reports.add(report);
    progress.synced(report);
  }

  private RetailResult compare(Connection postgres, Connection snowflake, long rowsPerSecond)
      throws SQLException {
    RetailResult result =
        new RetailResult(
            Counts.ofHeap(postgres),
            Counts.ofIceberg(postgres),
            Counts.ofCatalog(snowflake),
            reports.size(),
            rowsPerSecond,
            medianFreshness());
    out.printf("%n%-20s %12s %12s %12s%n", "Rows", "heap", "iceberg", "catalog");
    for (RetailTables table : RetailTables.values()) {
      out.printf(
          "%-20s %12d %12d %12d%n",
          table.heap(),
          result.heap().rows().get(table),
          result.iceberg().rows().get(table),
          result.catalog().rows().get(table));
    }
    out.printf(
        "%-20s %12s %12s %12s%n",
        "revenue",
        result.heap().revenue().toPlainString(),
        result.iceberg().revenue().toPlainString(),
        result.catalog().revenue().toPlainString());
    out.printf("%n%-20s %12s %12s%n", "Catalog, by store", "transactions", "revenue");
    StoreRevenue.ofCatalog(snowflake)
        .forEach(
            line ->
                out.printf(
                    "%-20s %12d %12s%n",
                    line.storeName(), line.transactions(), line.revenue().toPlainString()));
    out.printf("%nSnapshots that the catalog serves%n");
    for (TableReport table : reports.get(reports.size() - 1).tables()) {
      out.printf(
          "%s%n  %s%n",
          table.table().target().name(), table.location().map(MetadataLocation::uri).orElse("-"));
    }
    out.println();
    return result;
  }

  private long medianFreshness() {
    List<Long> all = reports.stream().map(r -> Progress.freshness(r).toMillis()).sorted().toList();
    return all.get(all.size() / 2);
  }
}
