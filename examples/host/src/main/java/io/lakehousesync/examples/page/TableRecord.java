package io.lakehousesync.examples.page;

import io.lakehousesync.RunStep;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.TableReport;
import io.lakehousesync.examples.cli.CommandWords;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.page.TableView.Failure;
import io.lakehousesync.examples.page.TableView.Totals;
import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is remembered of one table, in bounded memory. Thread-safe. */
final class TableRecord {
  /** How many runs and counts of files are remembered. */
  private static final int REMEMBERED = 120;

  /**
   * A health has the lag, but not the time up to which the table is complete. If two times are
   * closer than this, the two clock readings make the difference.
   */
  private static final Duration SAME = Duration.ofMillis(100);

  private final int id;
  private final SyncTable table;
  private final Pipeline pipeline = new Pipeline();
  private final LagHistory lags = new LagHistory();
  private final Ring<RunView> runs = new Ring<>(REMEMBERED);
  private final Ring<FilesView> files = new Ring<>(REMEMBERED);
  private Totals totals = Totals.NONE;
  private long rowsOfRun;
  private boolean circuitOpen;
  private @Nullable TableReport last;
  private @Nullable RunView lastRun;
  private @Nullable RunView runOfSteps;
  private @Nullable Failure lastError;
  private @Nullable String snapshot;
  private @Nullable FilesView lastFiles;
  private @Nullable Instant completeThrough;

  TableRecord(int id, SyncTable table) {
    this.id = id;
    this.table = table;
  }

  synchronized void started() {
    pipeline.started();
    rowsOfRun = 0;
  }

  synchronized void stepBegan(RunStep step, Instant now) {
    if (!pipeline.hasBegun()) {
      runOfSteps = null;
    }
    pipeline.began(step, now);
  }

  synchronized void copied(CopyResult batch) {
    pipeline.succeeded();
    rowsOfRun += batch.rows();
  }

  synchronized void refreshed() {
    pipeline.succeeded();
  }

  synchronized void ended(TableReport report, Instant now) {
    pipeline.ended(report.succeeded());
    rowsOfRun = 0;
    last = report;
    lastRun = RunView.of(report, now);
    if (pipeline.hasBegun()) {
      runOfSteps = lastRun;
    }
    totals = totals.plus(report.rows(), report.succeeded());
    if (report.changedSomething() || !report.succeeded()) {
      runs.add(lastRun);
    }
    report.location().map(MetadataLocation::fileName).ifPresent(name -> snapshot = name);
    report
        .failure()
        .ifPresent(e -> lastError = new Failure(now, printable(String.valueOf(e.getMessage()))));
  }

  synchronized void circuit(boolean open) {
    circuitOpen = open;
  }

  synchronized void files(IcebergLayout layout) {
    lastFiles = FilesView.of(layout);
    files.add(lastFiles);
  }

  /** Returns what to show now, and adds the lag of this moment to the history. */
  synchronized TableView sample(TableHealth health, Instant now) {
    lags.add(now, health.freshnessLag());
    Optional<TableReport> report = Optional.ofNullable(last);
    return new TableView(
        id,
        printable(table.source().toString()),
        printable(table.target().toString()),
        health.status(),
        // The reason of a fresh table says only how fresh it is.
        Optional.of(printable(health.reason())).filter(any -> health.status() != Status.FRESH),
        completeThrough(health, now),
        pipeline.states(),
        Optional.ofNullable(runOfSteps),
        pipeline.since(),
        rowsOfRun,
        report.flatMap(TableReport::freshnessLag).isPresent(),
        Optional.ofNullable(snapshot).map(TableRecord::printable),
        report.flatMap(TableReport::refresh).map(JsonFields::word),
        Optional.ofNullable(lastRun),
        totals,
        circuitOpen,
        report.flatMap(TableReport::blockedBy).map(TableRecord::printable),
        Optional.ofNullable(lastError),
        health.verification(),
        Optional.ofNullable(lastFiles),
        report.map(TableReport::guarantee).map(TableRecord::printable).orElse(""));
  }

  private Optional<Instant> completeThrough(TableHealth health, Instant now) {
    Instant through = health.freshnessLag().map(now::minus).orElse(null);
    boolean same =
        through != null
            && completeThrough != null
            && Duration.between(completeThrough, through).abs().compareTo(SAME) < 0;
    if (!same) {
      completeThrough = through;
    }
    return Optional.ofNullable(completeThrough);
  }

  synchronized TableHistory history() {
    return new TableHistory(lags.points(), runs.list(), files.list());
  }

  private static String printable(String text) {
    return Printable.message(CommandWords.of(text));
  }
}
