package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One host of the cluster test. The test starts this process. The host syncs at an interval until
 * it is killed.
 */
@Command(
    name = "cluster-host",
    hidden = true,
    description =
        "A process that cluster starts and kills. Syncs all tables at an interval, and ends at the"
            + " end of its standard input.")
public final class ClusterHostCommand implements Callable<Integer> {
  @Option(names = "--tables", required = true, description = "How many tables there are.")
  int tables;

  @Option(names = "--interval-ms", required = true, description = "The interval.")
  int intervalMillis;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public ClusterHostCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Services opened = Services.open(services, ClusterCommand.SCHEMA, 9);
        LakehouseSync sync =
            FleetSync.builder(
                    opened.postgres(),
                    opened.snowflake(),
                    opened,
                    services,
                    new FleetTables(ClusterCommand.SCHEMA, tables).all())
                .build()) {
      sync.start(Duration.ofMillis(intervalMillis));
      // The parent process writes nothing to this stream. When the parent ends, the stream ends,
      // and this host ends too.
      System.in.transferTo(OutputStream.nullOutputStream());
      return 0;
    }
  }
}
