package io.lakehousesync.examples.host;

import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code examples/run refresh}. */
@Command(
    name = "refresh",
    sortOptions = false,
    customSynopsis = "examples/run refresh TABLE --config FILE [OPTION ...]",
    description =
        "Makes the catalog serve the newest committed snapshot of one table, and copies nothing.%n")
public final class RefreshCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @Parameters(
      paramLabel = "TABLE",
      description = "Its name in the configuration, or that of the heap or the Iceberg table.")
  String table = "";

  /** Made by picocli. */
  public RefreshCommand() {}

  @Override
  public Integer call() {
    SyncConfiguration configuration = options.load();
    SyncTable wanted = TableArgument.find(configuration.tables(), table);
    if (configuration.refresherName().equals("none")) {
      throw new UserException(
          Kind.USAGE,
          "There is no catalog to refresh: the configuration has refresher=none.",
          null);
    }
    Output output = options.output();
    try (ConfiguredSync parts = configuration.build()) {
      parts
          .locator()
          .withNewest(
              wanted.target(),
              location -> {
                RefreshResult result = parts.refresher().refresh(wanted, location);
                output.line(
                    "%s %s at %s".formatted(Fields.word(result), wanted, location),
                    Fields.of(wanted)
                        .and("catalog", Fields.word(result))
                        .and("snapshot", location.uri())
                        .map());
                output.result(
                    Fields.of("type", "refresh")
                        .and("table", wanted.source().toString())
                        .and("catalog", Fields.word(result)));
              });
      if (!new HeapTables(parts.postgres()).missing(List.of(wanted)).isEmpty()) {
        throw new UserException(
            Kind.FAILURE,
            "Heap table %s does not exist: nothing more is copied. The catalog serves what is committed. Check its name."
                .formatted(wanted.source()),
            null);
      }
      return 0;
    }
  }
}
