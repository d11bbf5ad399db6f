package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run status}. */
@Command(
    name = "status",
    sortOptions = false,
    customSynopsis = "examples/run status --config FILE [OPTION ...]",
    description =
        "Tells for each table which snapshot is committed and which one the catalog serves. Asks"
            + " PostgreSQL and the catalog, not the process that syncs. Exit code 1 if they"
            + " differ.%n")
public final class StatusCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @Option(names = "--watch", description = "Look again and again, until Ctrl-C.")
  boolean watch;

  @Option(
      names = "--every",
      paramLabel = "D",
      defaultValue = "5s",
      converter = DurationOption.class,
      description = "The time between two looks of --watch (default: ${DEFAULT-VALUE}).")
  Duration every = Duration.ofSeconds(5);

  /** Made by picocli. */
  public StatusCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    SyncConfiguration configuration = options.load();
    Output output = options.output();
    CountDownLatch never = new CountDownLatch(1);
    try (ConfiguredSync parts = configuration.build()) {
      boolean good;
      do {
        good = look(parts, configuration, output);
      } while (watch && !never.await(every.toNanos(), TimeUnit.NANOSECONDS));
      return good ? 0 : 1;
    }
  }

  private static boolean look(
      ConfiguredSync parts, SyncConfiguration configuration, Output output) {
    List<TableStatus> tables =
        TableStatus.look(
            parts, configuration.tables().values(), !configuration.refresherName().equals("none"));
    Instant now = Instant.now();
    tables.forEach(table -> output.line(table.line(now), table.fields()));
    long good = tables.stream().filter(table -> table.standing().isGood()).count();
    output.result(
        Fields.of("tables", tables.size()).and("current", good).and("at", now.toString()));
    return good == tables.size();
  }
}
