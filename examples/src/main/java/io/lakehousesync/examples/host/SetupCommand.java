package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConfiguredSync;
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
        "examples/run setup --config FILE (--print | --apply | --check | --teardown [--dry-run])"
            + " [OPTION ...]",
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
    options.load();
    // Without pools, which connect at once: one side is torn down though the other is away.
    SyncConfiguration configuration = SyncConfiguration.load(options.config);
    try (ConfiguredSync parts = configuration.build()) {
      BothSetups setups = new BothSetups(configuration, parts.postgres(), options.output());
      boolean good;
      if (action.print) {
        good = setups.print();
      } else if (action.apply) {
        good = setups.apply();
      } else if (action.check) {
        good = setups.check();
      } else {
        good = action.undo != null && action.undo.dryRun ? setups.planTeardown() : setups.tearDown();
      }
      return good ? 0 : 1;
    }
  }
}
