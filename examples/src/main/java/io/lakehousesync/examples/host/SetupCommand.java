package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
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
            + " --new-baseline TABLE | --replace TABLE) [OPTION ...]",
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

    @Option(
        names = "--teardown",
        description = "Undo it. Heap tables, Iceberg tables and files stay.")
    boolean teardown;

    @Option(
        names = "--new-baseline",
        paramLabel = "TABLE",
        description =
            "Empty its Iceberg table, and have the next copy bring all rows of the heap table.")
    @Nullable String newBaseline;

    @Option(
        names = "--replace",
        paramLabel = "TABLE",
        description =
            "Create its table in Snowflake anew, with its grants and without its history: for an"
                + " Iceberg table that was dropped and created anew in PostgreSQL.")
    @Nullable String replace;
  }

  @Option(names = "--dry-run", description = "With --teardown: only tell what it would drop.")
  boolean dryRun;

  /** Made by picocli. */
  public SetupCommand() {}

  @Override
  public Integer call() {
    if (dryRun && !action.teardown) {
      throw new UserException(
          Kind.USAGE, "--dry-run is for --teardown; --print tells what --apply would do.", null);
    }
    boolean tearsDown = action.teardown && !dryRun;
    SyncConfiguration configuration =
        options.load(tearsDown ? ConnectionPooling.none() : SetupCommand::postgresOnly);
    try (ConfiguredSync parts = configuration.build()) {
      return run(new BothSetups(configuration, parts.postgres(), options.output())) ? 0 : 1;
    }
  }

  /**
   * A pool connects at once, and says whose address or password is wrong. Snowflake is connected to
   * when it is wanted; and in a teardown one side goes though the other is away.
   */
  private static DataSource postgresOnly(String name, DataSource unpooled, int connections) {
    return name.equals("postgres") ? new Pools().pool(name, unpooled, connections) : unpooled;
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
    if (action.replace != null) {
      return setups.replace(action.replace);
    }
    return dryRun ? setups.planTeardown() : setups.tearDown();
  }
}
