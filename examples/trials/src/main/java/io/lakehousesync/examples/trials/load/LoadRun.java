package io.lakehousesync.examples.trials.load;

import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.load.LoadTable.Size;
import io.lakehousesync.examples.trials.workload.Futures;
import io.lakehousesync.examples.trials.workload.RunProgress;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One run of the load test. It fills a heap table and sets it up. While hosts copy this table, the
 * run kills hosts, and a writer writes rows. Then the run copies small batches, and compares the
 * tables.
 */
final class LoadRun {
  /** The number of connections that a run uses at the same time. */
  static final int CONNECTIONS = 3;

  private static final int CHUNK = 500_000;
  private static final int SMALL_BATCH = 1_000;
  private static final int WARM_UP = 10;

  private final PrintStream out;
  private final Services services;
  private final LoadOptions options;
  private final LoadTable small;
  private final LoadTable large;
  private final Random random = new Random(1);

  LoadRun(PrintStream out, Services services, LoadOptions options) {
    this.out = out;
    this.services = services;
    this.options = options;
    this.small = LoadTable.of(options.kind(), Size.SMALL);
    this.large = LoadTable.of(options.kind(), Size.LARGE);
  }

  LoadResult run() throws Exception {
    fill();
    small.setUp(services.postgres());
    long began = System.nanoTime();
    large.setUp(services.postgres());
    out.printf("Set up with these rows in %.1f s%n", seconds(System.nanoTime() - began));
    List<CopiedBatch> load = loadWhileOthersWrite();
    long third = Math.max(1, load.size() / 3);
    List<Duration> before = new ArrayList<>();
    List<Duration> after = new ArrayList<>();
    try (LoadHost host = LoadHost.start(services.environment(), options)) {
      host.copyAll(Size.SMALL);
      for (int i = 0; i < WARM_UP + options.samples(); i++) {
        // The two tables take turns, so that both are measured under the same conditions.
        Duration one = smallBatch(host, Size.SMALL);
        Duration other = smallBatch(host, Size.LARGE);
        if (i >= WARM_UP) {
          before.add(one);
          after.add(other);
        }
      }
    }
    LoadComparison comparison = LoadComparison.of(services.postgres(), large);
    LoadComparison control = LoadComparison.of(services.postgres(), small);
    return new LoadResult(
        comparison.rows(),
        comparison.lost() + control.lost(),
        comparison.doubled() + control.doubled(),
        most(load.subList(0, (int) third)),
        most(load.subList((int) (load.size() - third), load.size())),
        median(before),
        median(after));
  }

  private void fill() throws SQLException {
    long began = System.nanoTime();
    try (Connection connection = services.postgres().getConnection()) {
      small.insert(connection, SMALL_BATCH);
      for (int left = options.rows(); left > 0; left -= CHUNK) {
        large.insert(connection, Math.min(left, CHUNK));
      }
    }
    out.printf(
        "Wrote %,d rows to the heap table in %.1f s%n",
        options.rows(), seconds(System.nanoTime() - began));
  }

  private List<CopiedBatch> loadWhileOthersWrite() throws Exception {
    SmallTransactionWriter writer = new SmallTransactionWriter(services.postgres(), large);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Long> written = thread.submit(writer);
      List<CopiedBatch> batches = load();
      writer.stop();
      out.printf("%,d rows were written meanwhile%n", Futures.of(written));
      return batches;
    } finally {
      writer.stop();
      thread.shutdownNow();
    }
  }

  /** Runs the load. Kills the first hosts early, and returns the batches of the last host. */
  private List<CopiedBatch> load() throws Exception {
    for (int kill = 1; kill <= options.kills(); kill++) {
      try (LoadHost host = LoadHost.start(services.environment(), options)) {
        host.copy(Size.LARGE);
        Optional<CopiedBatch> last = host.next();
        // The length of the delay is random, so that it ends in the middle of the next batch.
        long delay = last.isEmpty() ? 0 : 1 + random.nextLong(1 + last.get().took().toMillis());
        TimeUnit.MILLISECONDS.sleep(delay);
        host.kill();
      }
    }
    RunProgress progress = new RunProgress(out, Integer.getInteger("examples.columns", 0));
    List<CopiedBatch> batches = new ArrayList<>();
    long rows = 0;
    long nanos = 0;
    try (LoadHost host = LoadHost.start(services.environment(), options)) {
      host.copy(Size.LARGE);
      for (Optional<CopiedBatch> next = host.next(); next.isPresent(); next = host.next()) {
        batches.add(next.get());
        rows += next.get().rows();
        nanos += next.get().took().toNanos();
        progress.show(rows, options.rows(), "%,d rows".formatted(rows));
      }
    } finally {
      progress.finish();
    }
    out.printf(
        "After %d kills, the last host copied %,d rows in %d batches and %.1f s: %,.0f rows/s%n",
        options.kills(), rows, batches.size(), seconds(nanos), rows / seconds(nanos));
    out.printf("A batch took %s%n", spread(batches));
    return batches;
  }

  private Duration smallBatch(LoadHost host, Size size) throws Exception {
    try (Connection connection = services.postgres().getConnection()) {
      (size == Size.SMALL ? small : large).insert(connection, SMALL_BATCH);
    }
    return host.copyAll(size).stream().map(CopiedBatch::took).reduce(Duration.ZERO, Duration::plus);
  }

  /** Describes whether batches become slower during the load. */
  private static String spread(List<CopiedBatch> batches) {
    int third = Math.max(1, batches.size() / 3);
    List<Duration> took = batches.stream().map(CopiedBatch::took).toList();
    return "%d ms in the first third, %d ms in the last (medians)"
        .formatted(
            median(took.subList(0, third)).toMillis(),
            median(took.subList(took.size() - third, took.size())).toMillis());
  }

  private static long most(List<CopiedBatch> batches) {
    return batches.stream().mapToLong(CopiedBatch::heapBytes).max().orElse(0);
  }

  private static Duration median(List<Duration> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
