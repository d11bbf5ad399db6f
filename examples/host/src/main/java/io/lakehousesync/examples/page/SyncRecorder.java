package io.lakehousesync.examples.page;

import io.lakehousesync.RunStep;
import io.lakehousesync.SyncListener;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records what the runs of a sync do, for the page and the report. Events of tables that the sync
 * does not have are ignored. Thread-safe.
 */
final class SyncRecorder implements SyncListener {
  private final Clock clock;

  /** Replaced when a table is added, so that it can be read without a lock. */
  private volatile Map<SyncTable, TableRecord> records;

  /** Creates a recorder for these tables. Their order determines their numbers. */
  SyncRecorder(Collection<SyncTable> tables, Clock clock) {
    this.clock = clock;
    Map<SyncTable, TableRecord> all = new LinkedHashMap<>();
    tables.forEach(table -> all.put(table, new TableRecord(all.size(), table)));
    records = Collections.unmodifiableMap(all);
  }

  @Override
  public synchronized void added(SyncTable table) {
    Map<SyncTable, TableRecord> all = new LinkedHashMap<>(records);
    all.put(table, new TableRecord(all.size(), table));
    records = Collections.unmodifiableMap(all);
  }

  @Override
  public void started(SyncTable table) {
    record(table).ifPresent(TableRecord::started);
  }

  @Override
  public void stepBegan(SyncTable table, RunStep step) {
    record(table).ifPresent(record -> record.stepBegan(step, clock.instant()));
  }

  @Override
  public void copied(SyncTable table, CopyResult result, Duration took) {
    record(table).ifPresent(record -> record.copied(result));
  }

  @Override
  public void refreshed(SyncTable table, RefreshResult result, Duration took) {
    record(table).ifPresent(TableRecord::refreshed);
  }

  @Override
  public void ended(TableReport report) {
    record(report.table()).ifPresent(record -> record.ended(report, clock.instant()));
  }

  @Override
  public void circuitOpened(SyncTable table, LakehouseSyncException failure, Duration next) {
    record(table).ifPresent(record -> record.circuit(true));
  }

  @Override
  public void circuitClosed(SyncTable table) {
    record(table).ifPresent(record -> record.circuit(false));
  }

  /** Records the files that the maintenance has counted. */
  void maintained(MaintenanceReport report) {
    report
        .newest()
        .ifPresent(layout -> record(report.table()).ifPresent(record -> record.files(layout)));
  }

  /** Returns what the page shows now, and adds the lags of this moment to the histories. */
  SyncView sample(List<TableHealth> health) {
    return sample(health, false);
  }

  /** Returns the last state of the tables, and adds their lags to the histories. */
  SyncView end(List<TableHealth> health) {
    return sample(health, true);
  }

  private SyncView sample(List<TableHealth> health, boolean ended) {
    Instant now = clock.instant();
    List<TableView> tables = new ArrayList<>();
    health.forEach(
        each -> record(each.table()).ifPresent(record -> tables.add(record.sample(each, now))));
    return new SyncView(now, ended, tables);
  }

  /**
   * Returns the history of a table.
   *
   * @param id the table's number
   * @return empty if there is no such table
   */
  Optional<TableHistory> history(int id) {
    List<TableRecord> all = List.copyOf(records.values());
    return id < 0 || id >= all.size() ? Optional.empty() : Optional.of(all.get(id).history());
  }

  private Optional<TableRecord> record(SyncTable table) {
    return Optional.ofNullable(records.get(table));
  }
}
