package io.lakehousesync.examples.trials.load;

import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The host of the load test. The test starts this process. The host copies the tables that its
 * standard input names.
 */
@Command(
    name = "load-host",
    hidden = true,
    description =
        "The process that load measures and kills. Copies the small or the large table of a kind"
            + " for each line on standard input that names it, reports each batch on standard"
            + " output, and ends when standard input ends.")
public final class LoadHostCommand implements Callable<Integer> {
  /** The line that reports that a table is copied completely. */
  static final String COPIED = "COPIED";

  @Parameters(paramLabel = "KIND", description = "The kind of tracking.")
  String kind = "";

  @Option(names = "--batch-rows", required = true, description = "Rows of a batch.")
  int batchRows;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public LoadHostCommand() {}

  @Override
  public Integer call() throws Exception {
    BlockingQueue<String> orders = listen();
    HeapUsage heap = HeapUsage.start();
    PrintStream out = System.out;
    try (Services opened = Services.openPostgres(services, LoadTable.SCHEMA, 1)) {
      SyncSource source = PgLakeSource.builder(opened.postgres()).batchRows(batchRows).build();
      while (true) {
        LoadTable.Size size = LoadTable.Size.valueOf(orders.take());
        copy(source, LoadTable.of(kind, size).table(), heap, out);
        out.println(COPIED);
        out.flush();
      }
    }
  }

  private static void copy(SyncSource source, SyncTable table, HeapUsage heap, PrintStream out) {
    CopyResult result;
    do {
      long began = System.nanoTime();
      result = source.copy(table);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      out.println(new CopiedBatch(result.rows(), took, heap.takeMost()).line());
      out.flush();
    } while (result.remaining() == CopyResult.Remaining.READY);
  }

  private static BlockingQueue<String> listen() {
    BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Thread listener =
        new Thread(
            () -> {
              try {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  orders.add(line);
                }
              } catch (IOException e) {
                // An error of the stream is treated like the end of the parent process.
              }
              // halt() is used and not exit(), because the host must not continue its work during a
              // shutdown.
              Runtime.getRuntime().halt(0);
            },
            "parent");
    listener.setDaemon(true);
    listener.start();
    return orders;
  }
}
