package io.lakehousesync.examples.host.init;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.PrivateFile;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.services.PostgresOptions;
import io.lakehousesync.postgres.PgLakeTables;
import io.lakehousesync.postgres.report.TableChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run init}. */
@Command(
    name = "init",
    sortOptions = false,
    customSynopsis = "examples/run init --pg-url URL [--schema NAME,...] [OPTION ...]",
    description =
        "Writes a configuration for the tables of a database, with comments: how each table is"
            + " synced and why, and what prevents the sync of the others. Changes nothing in the"
            + " database.%n")
public final class InitCommand implements Callable<Integer> {
  @Mixin PostgresOptions postgres = new PostgresOptions();

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "public",
      description =
          "The schemas of the tables, as the system catalog spells them (default:"
              + " ${DEFAULT-VALUE}).")
  List<String> schemas = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Where the configuration is written (default: lakehouse.properties).")
  Path config = Path.of("lakehouse.properties");

  @Option(names = "--json", description = "Write JSON to standard output, an object per line.")
  boolean json;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  /** Called by picocli. */
  public InitCommand() {}

  @Override
  public Integer call() throws SQLException {
    refuseToOverwrite();
    Output output = new Output(System.out, json);
    try (HikariDataSource pool = postgres.connect()) {
      Database database = new Database(pool);
      TableList tables = TableList.of(find(database), pool);
      tables.choices().forEach(choice -> line(output, tables, choice));
      if (tables.synced().isEmpty()) {
        throw new UserException(
            Kind.FAILURE,
            "None of these tables can be synced, so %s is not written. Cure them first."
                .formatted(config),
            null);
      }
      write(new ConfigurationWriter(postgres, tables, database.locationPrefix()).text());
      // Proves that the file says what was chosen.
      if (!List.copyOf(SyncConfiguration.load(config).tables().values()).equals(tables.tables())) {
        throw new IllegalStateException("the configuration does not contain the chosen tables");
      }
      next(output);
      output.result(result(tables));
      return 0;
    }
  }

  private void refuseToOverwrite() {
    if (Files.exists(config)) {
      throw new UserException(
          Kind.USAGE,
          "--config %s exists already: remove it, or name another file.".formatted(config),
          null);
    }
  }

  private List<TableChoice> find(Database database) throws SQLException {
    List<String> missing = database.missing(schemas);
    if (!missing.isEmpty()) {
      throw new UserException(
          Kind.USAGE,
          "--schema %s does not exist in the database.".formatted(String.join(", ", missing)),
          null);
    }
    if (!database.hasPgLake()) {
      throw new UserException(
          Kind.FAILURE,
          "The database has no extension pg_lake: run CREATE EXTENSION pg_lake CASCADE, or check"
              + " --pg-url.",
          null);
    }
    List<TableChoice> tables =
        PgLakeTables.of(database.postgres())
            .include(schemas.stream().map(schema -> schema + ".*").toArray(String[]::new))
            .find();
    if (tables.isEmpty()) {
      throw new UserException(
          Kind.FAILURE,
          "Schema %s has no tables. Name the schemas of your tables with --schema."
              .formatted(String.join(", ", schemas)),
          null);
    }
    return tables;
  }

  private void write(String text) {
    try {
      PrivateFile.create(config, text);
    } catch (IOException e) {
      throw new UserException(
          Kind.FAILURE, "--config %s cannot be written: %s".formatted(config, e), e);
    }
  }

  private static void line(Output output, TableList tables, TableChoice choice) {
    List<String> obstacles = tables.obstacles(choice);
    boolean synced = obstacles.isEmpty();
    String kind = synced ? word(choice.kind()) : "left-out";
    output.line(
        "%-10s %s%s"
            .formatted(
                kind,
                choice.table().source(),
                synced ? " (%s)".formatted(choice.size()) : ": " + obstacles.get(0)),
        JsonFields.of("type", "choice")
            .and("table", choice.table().source().toString())
            .and("choice", kind)
            .and("reasons", synced ? List.of(choice.reason()) : obstacles)
            .and("warnings", tables.warnings(choice))
            .map());
  }

  private void next(Output output) {
    """

    Wrote %1$s, with the reasons as comments, and as a file that only you can read.
    %2$s
    Next:

      examples/run setup  --config %1$s --apply
      examples/run sync   --config %1$s --once
      examples/run verify --config %1$s

    """
        .formatted(
            config,
            ConfigurationWriter.isReference(postgres.password())
                ? "It has no password: the next commands need LAKEHOUSE_PG_PASSWORD too."
                : "It contains what is needed to log in.")
        .lines()
        .forEach(output::text);
  }

  /** Returns the mode, or the tracking if it decides. */
  private static String word(TableChoice.Kind kind) {
    return switch (kind) {
      case KEYED -> "upsert";
      case SMALL -> "comparison";
      case LARGE -> "append";
    };
  }

  private JsonFields result(TableList tables) {
    JsonFields figures = JsonFields.of("tables", tables.choices().size());
    for (TableChoice.Kind kind : TableChoice.Kind.values()) {
      figures.and(
          word(kind), tables.synced().stream().filter(choice -> choice.kind() == kind).count());
    }
    return figures.and("left_out", tables.leftOut().size()).and("config", config.toString());
  }
}
