package io.lakehousesync.examples.host.query;

import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.host.HostOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code examples/run query}. */
@Command(
    name = "query",
    sortOptions = false,
    customSynopsis = "examples/run query --config FILE [--on SIDE] [OPTION ...] \"SELECT ...\"",
    description =
        "Sends one statement that reads to Snowflake, or to PostgreSQL in a read-only transaction,"
            + " and prints the rows. Names without a schema are the tables of the configuration on"
            + " this side. Times are in UTC. Exit code 1 if the server refused the statement, or if"
            + " rows were left out because --limit is not given.%n")
public final class QueryCommand implements Callable<Integer> {
  private static final int DEFAULT_LIMIT = 1_000;
  private static final int FETCH_SIZE = 1_000;

  /** As after Ctrl-C. */
  private static final int INTERRUPTED = 130;

  @Mixin HostOptions options = new HostOptions();

  @Option(
      names = "--on",
      paramLabel = "SIDE",
      converter = ChoiceOption.OfSide.class,
      defaultValue = "catalog",
      description =
          "catalog: Snowflake; heap, iceberg: PostgreSQL, where names without a schema are first"
              + " searched in the schemas of the heap tables or Iceberg tables (default:"
              + " ${DEFAULT-VALUE}).")
  Side side = Side.CATALOG;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = ChoiceOption.OfFormat.class,
      description =
          "text: aligned columns; csv: as PostgreSQL's COPY writes it; json: an object per line"
              + " (default: text, or json with --json).")
  @Nullable Format format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Rows to print at most (default: " + DEFAULT_LIMIT + ").")
  @Nullable Integer limit;

  @Parameters(
      paramLabel = "STATEMENT",
      arity = "1..*",
      hideParamSyntax = true,
      description = "The statement, in quotes.")
  List<String> statement = new ArrayList<>();

  /** Called by picocli. */
  public QueryCommand() {}

  @Override
  public Integer call() throws SQLException {
    Format chosen = format();
    if (limit != null && limit < 1) {
      throw new UserException(
          Kind.USAGE, "--limit must be at least 1, got %d.".formatted(limit), null);
    }
    String sql = ReadingStatement.of(statement, side);
    SyncConfiguration configuration = options.load(ConnectionPooling.none());
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try {
      return QueryConnections.with(
          side, configuration, connection -> run(connection, sql, writer(chosen, out)));
    } catch (SQLException e) {
      throw QueryErrors.of(e, side, configuration);
    } finally {
      out.flush();
    }
  }

  private Format format() {
    if (options.json() && format != null && format != Format.JSON) {
      throw new UserException(
          Kind.USAGE, "--json and --format %s exclude each other.".formatted(format), null);
    }
    return options.json() ? Format.JSON : format == null ? Format.TEXT : format;
  }

  private static RowWriter writer(Format format, PrintStream out) {
    int terminal = Integer.getInteger("examples.columns", 0);
    return switch (format) {
      case TEXT -> new TextRows(new Output(out, false), terminal);
      case CSV -> new CsvRows(out, terminal > 0);
      case JSON -> new JsonRows(new Output(out, true));
    };
  }

  private int run(Connection connection, String sql, RowWriter writer) throws SQLException {
    int atMost = limit == null ? DEFAULT_LIMIT : limit;
    try (Statement query = connection.createStatement();
        Cancellation cancellation = Cancellation.of(query)) {
      query.setFetchSize(Math.min(atMost, FETCH_SIZE));
      try (ResultSet rows = query.executeQuery(sql)) {
        RowWriter.Summary summary = write(rows, atMost, writer);
        writer.end(summary);
        requireAll(summary);
        return 0;
      } catch (SQLException e) {
        if (cancellation.isRequested()) {
          return INTERRUPTED;
        }
        throw e;
      }
    }
  }

  private RowWriter.Summary write(ResultSet rows, int atMost, RowWriter writer)
      throws SQLException {
    List<Column> columns = Column.of(rows.getMetaData());
    writer.begin(columns);
    int count = 0;
    while (rows.next()) {
      if (count == atMost) {
        return new RowWriter.Summary(side, count, true);
      }
      List<@Nullable String> values = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        values.add(rows.getString(i));
      }
      writer.row(values);
      count++;
    }
    return new RowWriter.Summary(side, count, false);
  }

  /** A user who gives a limit expects that rows are left out. A script without a limit does not. */
  private void requireAll(RowWriter.Summary summary) {
    if (summary.more() && limit == null) {
      throw new UserException(
          Kind.FAILURE,
          "The result has more than %1$d rows, and only the first %1$d are shown. Set how many with --limit N."
              .formatted(summary.rows()),
          null);
    }
  }
}
