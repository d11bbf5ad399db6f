package io.lakehousesync.examples;

import io.lakehousesync.examples.cli.CommandProvider;
import io.lakehousesync.examples.cli.CommandWords;
import io.lakehousesync.examples.cli.JsonErrors;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.host.DbSchedulerCommand;
import io.lakehousesync.examples.host.DoctorCommand;
import io.lakehousesync.examples.host.GateCommand;
import io.lakehousesync.examples.host.RefreshCommand;
import io.lakehousesync.examples.host.SyncCommand;
import io.lakehousesync.examples.host.VerifyCommand;
import io.lakehousesync.examples.host.check.CheckAccountCommand;
import io.lakehousesync.examples.host.init.InitCommand;
import io.lakehousesync.examples.host.query.QueryCommand;
import io.lakehousesync.examples.host.setup.SetupCommand;
import io.lakehousesync.examples.host.status.StatusCommand;
import io.lakehousesync.examples.retail.LakehouseCommand;
import io.lakehousesync.examples.retail.RetailCommand;
import io.lakehousesync.examples.services.EnvironmentDefaults;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The entry point of {@code examples/run}. Exit codes: 0 for success, 1 for a failure, 2 for a
 * wrong command line.
 */
@Command(
    name = "examples/run",
    description = "Example applications of Lakehouse Sync.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InitCommand.class,
      SyncCommand.class,
      SetupCommand.class,
      DoctorCommand.class,
      StatusCommand.class,
      GateCommand.class,
      DbSchedulerCommand.class,
      RefreshCommand.class,
      VerifyCommand.class,
      QueryCommand.class,
      CheckAccountCommand.class,
      LakehouseCommand.class,
      RetailCommand.class
    })
public final class Main {
  /** A constant, because a logger that is garbage-collected loses its level. */
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
    // This comes first, because slf4j-simple reads the property when the first logger is created.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "error");
    System.setProperty("org.slf4j.simpleLogger.log.io.lakehousesync", verbose ? "debug" : "off");
    // Snowflake's driver also logs each exception that it throws. It logs to SLF4J if the library
    // connects, otherwise to java.util.logging.
    System.setProperty("org.slf4j.simpleLogger.log.net.snowflake", verbose ? "info" : "off");
    if (!verbose) {
      SNOWFLAKE_DRIVER.setLevel(Level.OFF);
    }
    System.exit(commandLine(verbose, System.getenv()).execute(arguments));
  }

  static CommandLine commandLine(boolean verbose, Map<String, String> environment) {
    CommandLine main = new CommandLine(new Main());
    ServiceLoader.load(CommandProvider.class)
        .forEach(provider -> provider.commands().forEach(main::addSubcommand));
    return main.setDefaultValueProvider(new EnvironmentDefaults(environment))
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
    return report(List.of(message), line, List.of(arguments), CommandLine.ExitCode.USAGE);
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
    return report(describe(e).lines().toList(), line, arguments, exitCode);
  }

  /**
   * Writes the messages to standard error. With {@code --json}, also writes them to standard
   * output, as JSON objects.
   */
  private static int report(
      List<String> messages, CommandLine line, List<String> arguments, int exitCode) {
    messages.forEach(
        message -> line.getErr().println("error: " + Printable.escape(CommandWords.of(message))));
    if (arguments.contains("--json")) {
      JsonErrors.write(System.out, messages, exitCode);
    }
    return exitCode;
  }

  /** Returns one line; for a wrong configuration, one line for each problem. */
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

  private static String oneLine(@Nullable String message) {
    return message == null ? "" : Printable.message(message);
  }
}
