package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
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
        "Tells for each table which snapshot is committed and which one the catalog serves. Asks"
            + " PostgreSQL and the catalog, not the process that syncs. Exit code 1 if they"
            + " differ.%n")
public final class StatusCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @ArgGroup(exclusive = false)
  @Nullable Watch watch;

  static final class Watch {
    @Option(names = "--watch", required = true, description = "Look again and again, until Ctrl-C.")
    boolean watch;

    @Option(
        names = "--every",
        paramLabel = "D",
        defaultValue = "5s",
        converter = DurationOption.class,
        description = "The time between two looks (default: ${DEFAULT-VALUE}).")
    Duration every = Duration.ofSeconds(5);
  }

  /** Made by picocli. */
  public StatusCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    SyncConfiguration configuration = options.load();
    Output output = options.output();
    // Where there is no catalog, nothing is known to be current.
    String good = configuration.refresherName().equals("none") ? "committed" : "current";
    try (ConfiguredSync parts = configuration.build();
        PatientLooks looks =
            new PatientLooks(StatusLook.of(parts, configuration), PatientLooks.PATIENCE)) {
      if (watch == null) {
        return tell(looks.look(), output, good) ? 0 : 1;
      }
      watch(new WatchedLooks(looks, output), watch.every, tables -> tell(tables, output, good));
      return 0;
    }
  }

  /** Until the process is told to end. */
  private static void watch(
      WatchedLooks looks, Duration every, Consumer<List<TableStatus>> listener)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    do {
      looks.look().ifPresent(listener);
    } while (!never.await(every.toNanos(), TimeUnit.NANOSECONDS));
  }

  private static boolean tell(List<TableStatus> tables, Output output, String good) {
    Instant now = Instant.now();
    StatusLines.of(tables, now).forEach(output::text);
    tables.forEach(table -> output.object(table.fields(now)));
    long count = tables.stream().filter(table -> table.standing().isGood()).count();
    output.result(Fields.of("tables", tables.size()).and(good, count).and("at", Fields.time(now)));
    return count == tables.size();
  }
}
