package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run setup}. */
@Command(
    name = "setup",
    sortOptions = false,
    customSynopsis =
        "examples/run setup --config FILE (--print | --apply | --check | --teardown [--dry-run] |"
            + " --new-baseline TABLE) [OPTION ...]",
    description =
        "What the tables need in PostgreSQL, and, where snowflake.aws-role-arn or"
            + " snowflake.postgres-instance is set, in Snowflake.%n")
public final class SetupCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @ArgGroup(multiplicity = "1")
  Action action = new Action();

  static final class Action {
    @Option(names = "--print", description = "Print what is missing as SQL, and change nothing.")
    boolean print;

    @Option(names = "--apply", description = "Do what is missing; again, it changes nothing.")
    boolean apply;

    @Option(
        names = "--check",
        description = "Exit code 0 if nothing is missing, 1 if something is.")
    boolean check;

    @ArgGroup(exclusive = false)
    @Nullable Undo undo;

    @Option(
        names = "--new-baseline",
        paramLabel = "TABLE",
        description =
            "Empty its Iceberg table, and have the next copy bring all rows of the heap table.")
    @Nullable String newBaseline;
  }

  static final class Undo {
    @Option(
        names = "--teardown",
        required = true,
        description = "Undo it. Heap tables, Iceberg tables and files stay.")
    boolean teardown;

    @Option(names = "--dry-run", description = "Only tell what the teardown would drop.")
    boolean dryRun;
  }

  /** Made by picocli. */
  public SetupCommand() {}

  @Override
  public Integer call() {
    // Without pools, which connect at once: one side is torn down though the other is away.
    SyncConfiguration configuration = options.load(ConnectionPooling.none());
    try (ConfiguredSync parts = configuration.build()) {
      return run(new BothSetups(configuration, parts.postgres(), options.output())) ? 0 : 1;
    }
  }

  private boolean run(BothSetups setups) {
    if (action.print) {
      return setups.print();
    }
    if (action.apply) {
      return setups.apply();
    }
    if (action.check) {
      return setups.check();
    }
    if (action.newBaseline != null) {
      return setups.newBaseline(action.newBaseline);
    }
    boolean dryRun = action.undo != null && action.undo.dryRun;
    return dryRun ? setups.planTeardown() : setups.tearDown();
  }
}
