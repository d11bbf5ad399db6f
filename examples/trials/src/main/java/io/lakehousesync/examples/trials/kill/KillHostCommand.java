package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncReport;
import io.lakehousesync.TableReport;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * The host of the kill test. The test starts this process. The host syncs without a pause until it
 * is killed.
 */
@Command(
    name = "killtest-host",
    hidden = true,
    description =
        "The process that killtest kills. Announces each step on standard output, continues after"
            + " each line on standard input, and ends when standard input ends.")
public final class KillHostCommand implements Callable<Integer> {
  @Parameters(paramLabel = "KIND", arity = "1..*", description = "The kinds, in order.")
  List<String> kinds = new ArrayList<>();

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public KillHostCommand() {}

  @Override
  public Integer call() {
    PrintStream out = System.out;
    ParentProcess parent = ParentProcess.at(System.in, out);
    try (Services opened = Services.open(services, TestedTracking.SCHEMA, 1);
        LakehouseSync sync =
            AnnouncedSync.of(opened, services, TestedTracking.named(kinds), parent)) {
      while (true) {
        SyncReport report = sync.runOnce();
        report.tables().stream()
            .map(TableReport::failure)
            .flatMap(failure -> failure.stream())
            .forEach(failure -> out.println("FAILED " + failure.getMessage()));
        parent.reached(Step.RUN_ENDED);
      }
    }
  }
}
