package io.lakehousesync.examples.trials.group;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncReport;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The host of the test of groups. It syncs without a pause until it is killed. */
@Command(
    name = "grouptest-host",
    hidden = true,
    description =
        "The process that grouptest kills. Prints a line after each cycle, and ends when standard"
            + " input ends.")
public final class GroupHostCommand implements Callable<Integer> {
  static final String CYCLE = "CYCLE";

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public GroupHostCommand() {}

  @Override
  public Integer call() {
    PrintStream out = System.out;
    Thread parent = new Thread(GroupHostCommand::endWithTheParent, "parent");
    parent.setDaemon(true);
    parent.start();
    try (Services opened = Services.open(services, Pair.SCHEMA, 2);
        LakehouseSync sync = GroupSync.of(opened, services)) {
      while (true) {
        SyncReport report = sync.runOnce();
        report.tables().stream()
            .flatMap(table -> table.failure().stream())
            .forEach(failure -> out.println("FAILED " + failure.getMessage()));
        out.println(CYCLE);
      }
    }
  }

  private static void endWithTheParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent process writes nothing.
      }
    } catch (IOException e) {
      // An error of the stream is treated like the end of the parent process.
    }
    Runtime.getRuntime().halt(0);
  }
}
