package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.host.outage.Pools;
import io.lakehousesync.exceptions.ConfigurationException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that all commands of the host application have. */
public final class HostOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, see docs/configuration.md.")
  Path config = Path.of("");

  @Option(names = "--json", description = "Write JSON to standard output, an object per line.")
  boolean json;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  /** Called by picocli. */
  public HostOptions() {}

  /**
   * Reads the configuration.
   *
   * @throws UserException if the configuration is not valid; the message has a line for each
   *     problem
   */
  public SyncConfiguration load() {
    return load(new Pools());
  }

  /** Reads the configuration, which will take its connections from {@code pools}. */
  public SyncConfiguration load(ConnectionPooling pools) {
    try {
      return SyncConfiguration.reader().pooling(pools).load(config);
    } catch (ConfigurationException e) {
      String file = config.getFileName() + ": ";
      throw new UserException(
          Kind.USAGE,
          e.problems().stream()
              .map(problem -> problem.startsWith("Configuration file") ? problem : file + problem)
              .collect(Collectors.joining("\n")),
          e);
    }
  }

  /** Returns whether {@code --json} is set. */
  public boolean json() {
    return json;
  }

  /** Returns the output: JSON if {@code --json} is set, otherwise lines for people. */
  public Output output() {
    return new Output(System.out, json);
  }
}
