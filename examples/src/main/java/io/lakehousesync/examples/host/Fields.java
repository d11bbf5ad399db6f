package io.lakehousesync.examples.host;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableReport;
import io.lakehousesync.Unfinished;
import io.lakehousesync.postgres.Finding;
import io.lakehousesync.postgres.IcebergLayout;
import io.lakehousesync.postgres.MaintenanceReport;
import io.lakehousesync.postgres.VacuumResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the library reports, as fields for JSON. What is not known has no field. */
final class Fields {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Fields() {}

  static Fields of(String name, Object value) {
    return new Fields().and(name, value);
  }

  Fields and(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  Fields and(String name, Optional<?> value) {
    value.ifPresent(present -> fields.put(name, present));
    return this;
  }

  Fields and(Fields others) {
    fields.putAll(others.fields);
    return this;
  }

  Map<String, Object> map() {
    return fields;
  }

  static Fields of(SyncTable table) {
    return of("table", table.source().toString()).and("target", table.target().toString());
  }

  static Map<String, Object> of(TableReport report) {
    return of("type", "run")
        .and(of(report.table()))
        .and("succeeded", report.succeeded())
        .and("rows", report.rows())
        // Of a run that failed it is not known.
        .and("remaining", Optional.of(word(report.remaining())).filter(w -> report.succeeded()))
        .and("blockedBy", report.blockedBy())
        .and("snapshot", report.location().map(MetadataLocation::uri))
        .and("catalog", report.refresh().map(Fields::word))
        .and("query", refreshed(report).flatMap(RefreshResult.Refreshed::reference))
        .and("tag", refreshed(report).flatMap(RefreshResult.Refreshed::tag))
        .and("freshnessMs", report.freshnessLag().map(Duration::toMillis))
        .and("copyMs", report.timings().copy().toMillis())
        .and("refreshMs", report.timings().refresh().toMillis())
        .and("guarantee", report.guarantee())
        .and("error", report.failure().map(Throwable::getMessage))
        .map();
  }

  private static Optional<RefreshResult.Refreshed> refreshed(TableReport report) {
    return report
        .refresh()
        .filter(RefreshResult.Refreshed.class::isInstance)
        .map(RefreshResult.Refreshed.class::cast);
  }

  static Map<String, Object> of(MaintenanceReport report) {
    return of("type", "maintenance")
        .and(of(report.table()))
        .and("maintenance", word(report.vacuum()))
        .and("files", report.layout().map(IcebergLayout::dataFiles))
        .and("smallFiles", report.layout().map(IcebergLayout::smallFiles))
        .and("manifests", report.layout().map(IcebergLayout::manifests))
        .and("metadataBytes", report.layout().map(IcebergLayout::metadataBytes))
        .and("filesAfter", report.after().map(IcebergLayout::dataFiles))
        .and("smallFilesAfter", report.after().map(IcebergLayout::smallFiles))
        .and("manifestsAfter", report.after().map(IcebergLayout::manifests))
        .and("metadataBytesAfter", report.after().map(IcebergLayout::metadataBytes))
        .and("warnings", report.warnings())
        .and("error", error(report.vacuum()))
        .map();
  }

  private static Optional<String> error(VacuumResult result) {
    if (result instanceof VacuumResult.Failed failed) {
      return Optional.of(String.valueOf(failed.failure().getMessage()));
    }
    return result instanceof VacuumResult.Incomplete incomplete
        ? Optional.of(String.join(" ", incomplete.reasons()))
        : Optional.empty();
  }

  static Map<String, Object> of(Unfinished left) {
    return of(left.table()).and("step", left.step()).map();
  }

  static Map<String, Object> of(Finding finding) {
    return of("type", "finding")
        .and("severity", word(finding.severity()))
        .and("code", finding.code())
        .and("table", finding.table().map(table -> table.source().toString()))
        .and("what", finding.what())
        .and("cure", finding.cure())
        .map();
  }

  /** A time in UTC, to the millisecond. */
  static String time(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  static String word(RefreshResult result) {
    if (result instanceof RefreshResult.NotServed) {
      return "none";
    }
    return result instanceof RefreshResult.Refreshed ? "refreshed" : "unchanged";
  }

  /** {@code NotNeeded} is "not-needed". */
  static String word(VacuumResult result) {
    return result
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=.)(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
