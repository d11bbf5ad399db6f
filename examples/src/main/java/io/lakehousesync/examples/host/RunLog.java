package io.lakehousesync.examples.host;

import io.lakehousesync.CopyResult.Remaining;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.SyncListener;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableReport;
import io.lakehousesync.postgres.Compaction;
import io.lakehousesync.postgres.MaintenanceReport;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts runs, and writes a line for each that did something or failed. */
final class RunLog implements SyncListener {
  private final Output output;
  private final Outages outages;
  private final LongAdder runs = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /** One failure can end the runs of many tables, and is told once. */
  private final AtomicReference<@Nullable LakehouseSyncException> told = new AtomicReference<>();

  /** Tables of which it was told that their circuit is open. */
  private final Set<SyncTable> open = ConcurrentHashMap.newKeySet();

  /** Tables that another host copied when it was their turn, with its name. */
  private final Map<SyncTable, String> elsewhere = new ConcurrentHashMap<>();

  private final Set<SyncTable> toldElsewhere = ConcurrentHashMap.newKeySet();

  /** The compactions that were told. */
  private final Map<SyncTable, Compaction> compacted = new ConcurrentHashMap<>();

  private volatile boolean once;

  private int tables;
  private final Set<SyncTable> seen = new HashSet<>();
  private int inSync;
  private volatile boolean ended;

  RunLog(Output output, Outages outages) {
    this.output = output;
    this.outages = outages;
  }

  /** How many tables will have a first run, after which one line sums them up. */
  synchronized void expect(int tables) {
    this.tables = tables;
  }

  /** Each table runs once: there is no later run that could get through. */
  void expectNoLaterRuns() {
    once = true;
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
    if (!report.succeeded()) {
      failures.increment();
    }
    if (isLeftToAnother(report)) {
      output.line(
          "%s is left to another host: %s"
              .formatted(report.table(), report.blockedBy().orElseThrow()),
          Fields.of(report));
    } else if (report.failure().map(this::isNews).orElse(report.changedSomething())) {
      output.line(report.toString(), Fields.of(report));
    }
    first(report);
  }

  /** One line when every table had its first run, for most of them had nothing to tell. */
  private synchronized void first(TableReport report) {
    if (!seen.add(report.table())) {
      return;
    }
    if (report.succeeded() && report.remaining() == Remaining.NONE) {
      inSync++;
    }
    if (seen.size() == tables) {
      output.line(
          "%d of %d tables are in sync".formatted(inSync, tables),
          Fields.of("type", "begun").and("tables", tables).and("inSync", inSync).map());
    }
  }

  /** Notes who copies the table, and whether that is to be told: once for each table. */
  private boolean isLeftToAnother(TableReport report) {
    if (report.remaining() != Remaining.ELSEWHERE) {
      elsewhere.remove(report.table());
      return false;
    }
    elsewhere.put(report.table(), report.blockedBy().orElse("another session"));
    return report.succeeded() && !report.changedSomething() && toldElsewhere.add(report.table());
  }

  /** The host that copied the table when it was its turn here; empty if it was copied here. */
  Optional<String> copier(SyncTable table) {
    return Optional.ofNullable(elsewhere.get(table));
  }

  private boolean isNews(LakehouseSyncException failure) {
    return told.getAndSet(failure) != failure && !outages.explains(failure);
  }

  @Override
  public void circuitOpened(SyncTable table, LakehouseSyncException failure, Duration probedEvery) {
    if (!once && !ended && !outages.explains(failure)) {
      open.add(table);
      output.line(
          "%s is tried every %d s from now on, until it gets through; the other tables go on"
              .formatted(table, probedEvery.toSeconds()),
          Fields.of("type", "circuit")
              .and(Fields.of(table))
              .and("state", "open")
              .and("probedEveryMs", probedEvery.toMillis())
              .map());
    }
  }

  /** Of those alone whose opening was told: that an outage is over is told once for all. */
  @Override
  public void circuitClosed(SyncTable table) {
    if (open.remove(table) && !ended) {
      output.line(
          "%s gets through again".formatted(table),
          Fields.of("type", "circuit").and(Fields.of(table)).and("state", "closed").map());
    }
  }

  /** Tells of an Iceberg table that is not in order, or was not; and of what became of it. */
  void maintained(MaintenanceReport report) {
    Optional<Compaction> compaction =
        report.lastCompaction().filter(last -> !last.equals(compacted.get(report.table())));
    compaction.ifPresent(last -> compacted.put(report.table(), last));
    if (ended) {
      return;
    }
    if (report.neededVacuum()) {
      output.line(report.toString(), Fields.of(report));
    }
    compaction.ifPresent(
        last ->
            output.line(
                "compacted %s: %d data files became %d"
                    .formatted(report.table().target(), last.filesBefore(), last.filesAfter()),
                Fields.of("type", "compaction")
                    .and(Fields.of(report.table()))
                    .and("filesBefore", last.filesBefore())
                    .and("filesAfter", last.filesAfter())
                    .map()));
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
