package io.lakehousesync.examples.host;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.lakehousesync.InvalidTables;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.dbscheduler.ScheduledTables;
import io.lakehousesync.examples.host.outage.Outages;
import io.lakehousesync.examples.host.outage.Pools;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run dbscheduler}. */
@Command(
    name = "dbscheduler",
    sortOptions = false,
    customSynopsis = "examples/run dbscheduler --config FILE [OPTION ...]",
    description =
        "Syncs as the command sync does, but db-scheduler decides which host runs a table,"
            + " and when. Start it several times. Its table, scheduled_tasks, is in the"
            + " same database.%n")
public final class DbSchedulerCommand implements Callable<Integer> {
  private static final int THREADS = 4;

  @Mixin HostOptions options = new HostOptions();

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "1m",
      converter = DurationOption.class,
      description = "End after this time (default: ${DEFAULT-VALUE}).")
  Duration duration = Duration.ofMinutes(1);

  /** Called by picocli. */
  public DbSchedulerCommand() {}

  @Override
  public Integer call() throws SQLException, InterruptedException {
    Outages outages = new Outages(options.output());
    SyncConfiguration configuration = options.load(Pools.reporting(outages));
    RunLog log = new RunLog(options.output(), outages);
    log.expect(configuration.tables().values());
    try (ConfiguredSync parts = configuration.build();
        LakehouseSync sync =
            parts.builder().invalidTables(InvalidTables.FAIL_RUNS).listener(log).build()) {
      ScheduledTables.createTable(parts.postgres());
      parts.recordStatus(sync);
      Scheduler scheduler =
          Scheduler.create(parts.postgres())
              .startTasks(ScheduledTables.tasks(sync, configuration.interval()))
              .threads(THREADS)
              .pollingInterval(Duration.ofSeconds(1))
              .shutdownMaxWait(configuration.closeTimeout())
              .build();
      Thread hook = new Thread(scheduler::stop, "stop-scheduler");
      Runtime.getRuntime().addShutdownHook(hook);
      scheduler.start();
      if (new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("the latch is never counted down");
      }
      scheduler.stop();
      options
          .output()
          .result(
              JsonFields.of("runs", log.runs())
                  .and("rows", log.rows())
                  .and("failures", log.failures()));
      return log.failures() == 0 ? 0 : 1;
    }
  }
}
