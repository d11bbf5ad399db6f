package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.examples.UserException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks again and again. Tells once that there is no answer, and once that there is one again. */
final class WatchedLooks {
  private final PatientLooks looks;
  private final Output output;
  private @Nullable Outage outage;

  WatchedLooks(PatientLooks looks, Output output) {
    this.looks = looks;
    this.output = output;
  }

  /** Looks; empty if there is no answer. */
  Optional<List<TableStatus>> look() throws InterruptedException {
    Instant began = Instant.now();
    try {
      List<TableStatus> tables = looks.look();
      end();
      output.text("%n%s".formatted(Outage.time(Instant.now())));
      return Optional.of(tables);
    } catch (LakehouseSyncException | UserException e) {
      begin(new Outage(looks.asked(), began, Unreachable.rootReason(e)));
      return Optional.empty();
    }
  }

  private void begin(Outage now) {
    if (outage != null && outage.system().equals(now.system())) {
      return;
    }
    end();
    outage = now;
    now.tellBegun(
        output,
        "%ncannot ask %s since %s: %s"
            .formatted(now.name(), Outage.time(now.since()), now.reason()));
  }

  private void end() {
    if (outage != null) {
      outage.tellOver(output);
      outage = null;
    }
  }
}
