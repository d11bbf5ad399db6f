package io.lakehousesync.examples.host.setup;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.host.HostOptions;
import io.lakehousesync.examples.host.outage.Pools;
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
        "Sets up what the tables need in PostgreSQL and, if snowflake.aws-role-arn or"
            + " snowflake.postgres-instance is set, in Snowflake.%n")
public final class SetupCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @ArgGroup(multiplicity = "1")
  Action action = new Action();

  static final class Action {
    @Option(names = "--print", description = "Print what is missing as SQL, and change nothing.")
    boolean print;

    @Option(names = "--apply", description = "Apply what is missing. A second run changes nothing.")
    boolean apply;

    @Option(
        names = "--check",
        description = "Exit code 0 if nothing is missing, 1 if something is.")
    boolean check;

    @Option(
        names = "--teardown",
        description = "Undo the set-up. Heap tables, Iceberg tables and files stay.")
    boolean teardown;

    @Option(
        names = "--new-baseline",
        paramLabel = "TABLE",
        description =
            "Empty its Iceberg table, so that the next copy brings all rows of the heap table.")
    @Nullable String newBaseline;

    @Option(
        names = "--replace",
        paramLabel = "TABLE",
        description =
            "Recreate its table in Snowflake, with its grants and without its history. Needed"
                + " after the Iceberg table was dropped and recreated in PostgreSQL.")
    @Nullable String replace;
  }

  @Option(names = "--dry-run", description = "With --teardown: only show what it would drop.")
  boolean dryRun;

  @Mixin RoleOptions roles = new RoleOptions();

  /** Called by picocli. */
  public SetupCommand() {}

  @Override
  public Integer call() {
    if (dryRun && !action.teardown) {
      throw new UserException(
          Kind.USAGE, "--dry-run is for --teardown; --print shows what --apply would do.", null);
    }
    if (!roles.named().isEmpty() && !action.print) {
      throw new UserException(
          Kind.USAGE, "--copy-role, --verify-role and --observe-role are for --print.", null);
    }
    boolean tearsDown = action.teardown && !dryRun;
    SyncConfiguration configuration =
        options.load(tearsDown ? ConnectionPooling.none() : SetupCommand::postgresOnly);
    try (ConfiguredSync parts = configuration.build()) {
      return run(new ConfigurationSetup(configuration, parts.postgres(), options.output())) ? 0 : 1;
    }
  }

  /**
   * Creates a pool only for PostgreSQL. A pool connects at once, and reports a wrong address or
   * password. Connections to Snowflake are opened when they are needed. A teardown uses no pool,
   * because it must remove one side even if the other side is unreachable.
   */
  private static DataSource postgresOnly(String name, DataSource unpooled, int connections) {
    return name.equals("postgres") ? new Pools().pool(name, unpooled, connections) : unpooled;
  }

  private boolean run(ConfigurationSetup setups) {
    if (action.print) {
      return setups.print(roles.named());
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
