package io.lakehousesync.examples.host;

import io.lakehousesync.InvalidTables;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.OutputFile;
import io.lakehousesync.examples.host.outage.Outages;
import io.lakehousesync.examples.host.outage.Pools;
import io.lakehousesync.examples.page.PageOptions;
import io.lakehousesync.examples.page.SyncWatch;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.PgLakeDoctor;
import io.lakehousesync.table.SyncTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run sync}: the host application itself. */
@Command(
    name = "sync",
    sortOptions = false,
    customSynopsis = "examples/run sync --config FILE [OPTION ...]",
    description =
        "Keeps the tables of a configuration in sync until it is stopped. Exit code 0 if each"
            + " table is fresh at the end or copied by another host, 1 if not.%n")
public final class SyncCommand implements Callable<Integer> {
  /** With {@code --once}, the results of the runs count, and not how long the runs took. */
  private static final Duration ANY_AGE = Duration.ofDays(36_500);

  @Mixin HostOptions options = new HostOptions();

  @ArgGroup HowLong howLong = new HowLong();

  static final class HowLong {
    @Option(names = "--once", description = "Run each table once, and end.")
    boolean once;

    @Option(
        names = "--duration",
        paramLabel = "D",
        converter = DurationOption.class,
        description = "End after this time, such as 30s, 10m or PT1H30M.")
    @Nullable Duration duration;
  }

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "Write the result there as JSON, also after Ctrl-C.")
  @Nullable Path summary;

  @Mixin PageOptions page = new PageOptions();

  /** Called by picocli. */
  public SyncCommand() {}

  @Override
  public Integer call() throws Exception {
    page.check();
    Output output = options.output();
    Outages outages = new Outages(output);
    RunLog log = new RunLog(output, outages);
    SyncShutdown ending = new SyncShutdown(log, outages, output, summary);
    // The hook is registered before the sync starts, because a signal may arrive during the start.
    Thread hook = new Thread(ending::stop, "end-sync");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return sync(options.load(Pools.reportingWithProbe(outages)), log, ending);
    } finally {
      forget(hook);
    }
  }

  private int sync(SyncConfiguration configuration, RunLog log, SyncShutdown ending)
      throws Exception {
    if (summary != null) {
      OutputFile.check("--summary", summary);
    }
    log.expect(configuration.tables().values());
    try (ConfiguredSync parts = configuration.build();
        ConnectionProbe ignored = ConnectionProbe.start(parts.postgres());
        SyncWatch watch =
            page.watch(configuration.tables().values(), parts.postgres(), options.output())) {
      parts.setUp().forEach(log::notSetUp);
      LakehouseSyncBuilder builder =
          watch.listenersOn(parts.builder()).invalidTables(InvalidTables.FAIL_RUNS).listener(log);
      if (howLong.once) {
        builder.staleAfter(ANY_AGE);
      }
      LakehouseSync sync = builder.build();
      OpenErrors errors = new OpenErrors(PgLakeDoctor.of(parts.postgres()));
      log.openErrors(openErrors(errors, sync));
      boolean good = ending.begin(sync, watch, configuration.closeTimeout(), errors::of);
      good &= good && ending.run(() -> run(parts, sync, configuration.interval(), log, watch));
      good &= ending.end();
      return good ? 0 : 1;
    }
  }

  /** Returns the errors of the doctor; if they cannot be read, the runs report why. */
  private static Map<SyncTable, String> openErrors(OpenErrors errors, LakehouseSync sync) {
    try {
      return errors.of(sync.tables());
    } catch (NotAppliedException e) {
      return Map.of();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is shutting down, so the hook already runs. It finds that the work is done.
    }
  }

  private boolean run(
      ConfiguredSync parts, LakehouseSync sync, Duration interval, RunLog log, SyncWatch watch)
      throws InterruptedException {
    watch.begin(sync);
    parts.recordStatus(sync);
    if (howLong.once) {
      log.expectNoLaterRuns();
      return sync.runOnce().succeeded();
    }
    sync.start(interval);
    parts.maintain(
        sync,
        report -> {
          watch.maintained(report);
          log.maintained(report);
        });
    parts.verify(sync, log::verified);
    parts.addNewTables(sync, log::notSetUp);
    CountDownLatch never = new CountDownLatch(1);
    if (howLong.duration == null) {
      never.await();
    } else if (never.await(howLong.duration.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("the latch is never counted down");
    }
    return true;
  }
}
