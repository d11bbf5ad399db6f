package io.lakehousesync.examples.trials;

import io.lakehousesync.examples.cli.CommandProvider;
import io.lakehousesync.examples.trials.benchmark.BenchmarkCommand;
import io.lakehousesync.examples.trials.fleet.ClusterCommand;
import io.lakehousesync.examples.trials.fleet.ClusterHostCommand;
import io.lakehousesync.examples.trials.fleet.FreshnessCommand;
import io.lakehousesync.examples.trials.fleet.ScaleCommand;
import io.lakehousesync.examples.trials.group.GroupCommand;
import io.lakehousesync.examples.trials.group.GroupHostCommand;
import io.lakehousesync.examples.trials.kill.KillCommand;
import io.lakehousesync.examples.trials.kill.KillHostCommand;
import io.lakehousesync.examples.trials.load.IndexCommand;
import io.lakehousesync.examples.trials.load.LoadCommand;
import io.lakehousesync.examples.trials.load.LoadHostCommand;
import io.lakehousesync.examples.trials.loss.LossCommand;
import java.util.List;

/** The commands of the trials, and the commands of the host processes that some trials start. */
public final class TrialCommands implements CommandProvider {
  /** {@link java.util.ServiceLoader} calls this constructor. */
  public TrialCommands() {}

  @Override
  public List<Class<?>> commands() {
    return List.of(
        LossCommand.class,
        KillCommand.class,
        KillHostCommand.class,
        GroupCommand.class,
        GroupHostCommand.class,
        LoadCommand.class,
        LoadHostCommand.class,
        IndexCommand.class,
        BenchmarkCommand.class,
        ScaleCommand.class,
        FreshnessCommand.class,
        ClusterCommand.class,
        ClusterHostCommand.class);
  }
}
