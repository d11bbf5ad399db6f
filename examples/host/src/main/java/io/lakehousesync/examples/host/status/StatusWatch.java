package io.lakehousesync.examples.host.status;

import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.host.outage.ConnectionErrors;
import io.lakehousesync.examples.host.outage.Outage;
import io.lakehousesync.exceptions.LakehouseSyncException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the status again and again. Reports once that a server does not answer, and once that it
 * answers again.
 */
final class StatusWatch {
  private final TimedStatusCheck checks;
  private final Output output;
  private @Nullable Outage outage;

  StatusWatch(TimedStatusCheck checks, Output output) {
    this.checks = checks;
    this.output = output;
  }

  /** Checks once. Empty if a server does not answer. */
  Optional<List<TableStatus>> check() throws InterruptedException {
    Instant began = Instant.now();
    try {
      List<TableStatus> tables = checks.check();
      end();
      output.text("");
      output.text(Outage.time(Instant.now()));
      return Optional.of(tables);
    } catch (LakehouseSyncException | UserException e) {
      begin(new Outage(checks.lastQueried(), began, ConnectionErrors.rootReason(e)));
      return Optional.empty();
    }
  }

  private void begin(Outage now) {
    if (outage != null && outage.system().equals(now.system())) {
      return;
    }
    end();
    outage = now;
    output.text("");
    now.reportBegin(
        output,
        "cannot query %s since %s: %s"
            .formatted(now.name(), Outage.time(now.since()), now.reason()));
  }

  private void end() {
    if (outage != null) {
      outage.reportEnd(output);
      outage = null;
    }
  }
}
