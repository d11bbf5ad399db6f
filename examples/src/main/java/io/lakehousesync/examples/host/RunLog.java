package io.lakehousesync.examples.host;

import io.lakehousesync.SyncListener;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableReport;
import io.lakehousesync.postgres.MaintenanceReport;
import io.lakehousesync.postgres.VacuumResult;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts runs, and writes a line for each that did something or failed. */
final class RunLog implements SyncListener {
  private final Output output;
  private final LongAdder runs = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final ConcurrentMap<SyncTable, TableReport> last = new ConcurrentHashMap<>();
  private volatile boolean ended;

  RunLog(Output output) {
    this.output = output;
  }

  /** Takes no more. A run that begins while the sync is closed is refused, which is no news. */
  void end() {
    ended = true;
  }

  @Override
  public void ended(TableReport report) {
    if (ended) {
      return;
    }
    runs.increment();
    rows.add(report.rows());
    TableReport before = last.put(report.table(), report);
    if (!report.succeeded()) {
      failures.increment();
    }
    if (!report.succeeded() || report.changedSomething() || before == null) {
      output.line(report.toString(), Fields.of(report));
    }
  }

  /** Tells of an Iceberg table that is not in order, or was not. */
  void maintained(MaintenanceReport report) {
    if (!ended && !(report.vacuum() instanceof VacuumResult.NotNeeded)) {
      output.line(report.toString(), Fields.of(report));
    }
  }

  /** How many runs have ended, those of unchanged tables included. */
  long runs() {
    return runs.sum();
  }

  /** How many rows were copied. */
  long rows() {
    return rows.sum();
  }

  /** How many runs have failed. */
  long failures() {
    return failures.sum();
  }
}
