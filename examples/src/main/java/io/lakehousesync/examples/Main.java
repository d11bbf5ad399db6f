package io.lakehousesync.examples;

import io.lakehousesync.ConfigurationException;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.examples.benchmark.BenchmarkCommand;
import io.lakehousesync.examples.fleet.ClusterCommand;
import io.lakehousesync.examples.fleet.ClusterHostCommand;
import io.lakehousesync.examples.fleet.FreshnessCommand;
import io.lakehousesync.examples.fleet.ScaleCommand;
import io.lakehousesync.examples.host.DbSchedulerCommand;
import io.lakehousesync.examples.host.DoctorCommand;
import io.lakehousesync.examples.host.Errors;
import io.lakehousesync.examples.host.RefreshCommand;
import io.lakehousesync.examples.host.SetupCommand;
import io.lakehousesync.examples.host.StatusCommand;
import io.lakehousesync.examples.host.SyncCommand;
import io.lakehousesync.examples.host.VerifyCommand;
import io.lakehousesync.examples.killtest.HostCommand;
import io.lakehousesync.examples.killtest.KillCommand;
import io.lakehousesync.examples.load.IndexCommand;
import io.lakehousesync.examples.load.LoadCommand;
import io.lakehousesync.examples.load.LoadHostCommand;
import io.lakehousesync.examples.losstest.LossCommand;
import io.lakehousesync.examples.retail.LakehouseCommand;
import io.lakehousesync.examples.retail.RetailCommand;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The entry point of {@code examples/run}. Exit codes: 0 good, 1 failed, 2 wrong usage. */
@Command(
    name = "examples/run",
    description = "Example applications of Lakehouse Sync.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SyncCommand.class,
      SetupCommand.class,
      DoctorCommand.class,
      StatusCommand.class,
      DbSchedulerCommand.class,
      RefreshCommand.class,
      VerifyCommand.class,
      LakehouseCommand.class,
      RetailCommand.class,
      LossCommand.class,
      KillCommand.class,
      HostCommand.class,
      LoadCommand.class,
      LoadHostCommand.class,
      IndexCommand.class,
      BenchmarkCommand.class,
      ScaleCommand.class,
      FreshnessCommand.class,
      ClusterCommand.class,
      ClusterHostCommand.class
    })
public final class Main {
  /** For the life of the process: a logger that nobody holds forgets its level. */
  private static final Logger SNOWFLAKE_DRIVER = Logger.getLogger("net.snowflake");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  private Main() {}

  /** Runs a command. */
  public static void main(String[] arguments) {
    boolean verbose = Arrays.asList(arguments).contains("--verbose");
    // Read by slf4j-simple when the first logger is made, hence before anything else.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "error");
    System.setProperty("org.slf4j.simpleLogger.log.io.lakehousesync", verbose ? "debug" : "off");
    // Snowflake's driver logs what it throws, too: to SLF4J where the library connects, else here.
    System.setProperty("org.slf4j.simpleLogger.log.net.snowflake", verbose ? "info" : "off");
    if (!verbose) {
      SNOWFLAKE_DRIVER.setLevel(Level.OFF);
    }
    System.exit(commandLine(verbose, System.getenv()).execute(arguments));
  }

  static CommandLine commandLine(boolean verbose, Map<String, String> environment) {
    return new CommandLine(new Main())
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .setParameterExceptionHandler((e, arguments) -> usageError(e, arguments))
        .setExecutionExceptionHandler(
            (e, line, parsed) -> failure(e, line, parsed.originalArgs(), verbose));
  }

  private static int usageError(ParameterException e, String[] arguments) {
    CommandLine line = e.getCommandLine();
    String message =
        "%s (see %s --help)"
            .formatted(
                UsageMessages.of(e, List.of(arguments)), line.getCommandSpec().qualifiedName());
    return tell(List.of(message), line, List.of(arguments), CommandLine.ExitCode.USAGE);
  }

  private static int failure(
      Exception e, CommandLine line, List<String> arguments, boolean verbose) {
    if (Services.stopping()) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (verbose) {
      e.printStackTrace(line.getErr());
    }
    int exitCode =
        e instanceof UserException user && user.kind() == UserException.Kind.USAGE
            ? CommandLine.ExitCode.USAGE
            : CommandLine.ExitCode.SOFTWARE;
    return tell(describe(e).lines().toList(), line, arguments, exitCode);
  }

  /** On standard error, and as objects on standard output for those who want JSON. */
  private static int tell(
      List<String> messages, CommandLine line, List<String> arguments, int exitCode) {
    messages.forEach(message -> line.getErr().println("error: " + message));
    if (arguments.contains("--json")) {
      Errors.write(System.out, messages, exitCode);
    }
    return exitCode;
  }

  /** One line, or one for each problem of a configuration. */
  private static String describe(Exception e) {
    if ((e instanceof UserException user && user.kind() == UserException.Kind.USAGE)
        || e instanceof ConfigurationException) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof UserException || e instanceof LakehouseSyncException) {
      return oneLine(e.getMessage());
    }
    if (e instanceof SQLException sql) {
      return "%s (SQLSTATE %s). Run with --verbose for the stack trace."
          .formatted(oneLine(sql.getMessage()), sql.getSQLState());
    }
    return oneLine(e.toString()) + ". Run with --verbose for the stack trace.";
  }

  static String oneLine(@Nullable String message) {
    return message == null ? "" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
