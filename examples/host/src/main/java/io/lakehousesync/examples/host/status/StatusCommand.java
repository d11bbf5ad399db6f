package io.lakehousesync.examples.host.status;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.host.DurationOption;
import io.lakehousesync.examples.host.HostOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run status}. */
@Command(
    name = "status",
    sortOptions = false,
    customSynopsis = "examples/run status --config FILE [--watch [--every D]] [OPTION ...]",
    description =
        "Shows for each table which snapshot is committed and which one the catalog serves."
            + " Queries PostgreSQL and the catalog, not the process that syncs. Exit code 1"
            + " if they differ.%n")
public final class StatusCommand implements Callable<Integer> {
  /** Enough time to log out from a server that answers. */
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /** Enough time to count the rows of a large table. */
  private static final Duration COUNTING = Duration.ofMinutes(10);

  @Mixin HostOptions options = new HostOptions();

  @Option(
      names = "--rows",
      description =
          "Also count the rows of both tables, and the rows that wait for the next copy. Reads the"
              + " tables.")
  boolean rows;

  @ArgGroup(exclusive = false)
  @Nullable Watch watch;

  static final class Watch {
    @Option(
        names = "--watch",
        required = true,
        description = "Check again and again, until Ctrl-C.")
    boolean watch;

    @Option(
        names = "--every",
        paramLabel = "D",
        defaultValue = "5s",
        converter = DurationOption.class,
        description = "The time between two checks (default: ${DEFAULT-VALUE}).")
    Duration every = Duration.ofSeconds(5);
  }

  /** Called by picocli. */
  public StatusCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    SyncConfiguration configuration = options.load(new StatusPools());
    Output output = options.output();
    // If no catalog is configured, no table can be known to be current.
    String good = configuration.refresherName().equals("none") ? "committed" : "current";
    ConfiguredSync parts = configuration.build();
    try (TimedStatusCheck checks =
        new TimedStatusCheck(
            StatusCheck.of(parts, configuration, rows),
            rows ? COUNTING : TimedStatusCheck.PATIENCE)) {
      if (watch == null) {
        return write(checks.check(), output, good) ? 0 : 1;
      }
      watch(new StatusWatch(checks, output), watch.every, tables -> write(tables, output, good));
      return 0;
    } finally {
      TimedClose.close(parts, CLOSING);
    }
  }

  /** Checks until the process is stopped. */
  private static void watch(
      StatusWatch checks, Duration every, Consumer<List<TableStatus>> listener)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    do {
      checks.check().ifPresent(listener);
    } while (!never.await(every.toNanos(), TimeUnit.NANOSECONDS));
  }

  private static boolean write(List<TableStatus> tables, Output output, String good) {
    Instant now = Instant.now();
    StatusLines.of(tables, now).forEach(output::text);
    tables.forEach(table -> output.object(table.fields(now)));
    long count = tables.stream().filter(table -> table.standing().isGood()).count();
    output.result(
        JsonFields.of("tables", tables.size()).and(good, count).and("at", JsonFields.time(now)));
    return count == tables.size();
  }
}
