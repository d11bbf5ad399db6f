package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
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
        "Makes the catalog serve the newest committed snapshot of one table. Copies nothing.%n")
public final class RefreshCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @Parameters(
      paramLabel = "TABLE",
      description = "Its name in the configuration, or the name of its heap or Iceberg table.")
  String table = "";

  /** Called by picocli. */
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
              newest -> {
                RefreshResult result =
                    newest
                        .location()
                        .map(location -> parts.refresher().refresh(wanted, location))
                        .orElseGet(() -> new RefreshResult.Deferred(newest.toString()));
                output.line(
                    "%s %s at %s"
                        .formatted(
                            JsonFields.word(result),
                            wanted,
                            newest.location().map(Object::toString).orElse("no confirmed file")),
                    JsonFields.of(wanted)
                        .and("catalog", JsonFields.word(result))
                        .and("snapshot", newest.location().map(MetadataLocation::uri))
                        .map());
                output.result(
                    JsonFields.of("type", "refresh")
                        .and("table", wanted.source().toString())
                        .and("catalog", JsonFields.word(result)));
              });
      if (!new HeapTables(parts.postgres()).missing(List.of(wanted)).isEmpty()) {
        throw new UserException(
            Kind.FAILURE,
            ("Heap table %s does not exist, so nothing more is copied. The catalog serves"
                    + " what is committed. Check its name.")
                .formatted(wanted.source()),
            null);
      }
      return 0;
    }
  }
}
