package io.lakehousesync.examples.host;

import io.lakehousesync.ConfigurationException;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that all commands of the host application have. */
final class HostOptions {
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

  HostOptions() {}

  /**
   * Reads the configuration.
   *
   * @throws UserException if it is wrong, with a line for each problem
   */
  SyncConfiguration load() {
    return load(new Pools());
  }

  /** As {@link #load()}, with pools of one's own. */
  SyncConfiguration load(ConnectionPooling pools) {
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

  Output output() {
    return new Output(System.out, json);
  }
}
