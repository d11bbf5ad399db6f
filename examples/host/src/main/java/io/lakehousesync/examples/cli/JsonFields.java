package io.lakehousesync.examples.cli;

import io.lakehousesync.TableReport;
import io.lakehousesync.Unfinished;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Fields of JSON objects for what the library reports. An unknown value has no field. */
public final class JsonFields {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private JsonFields() {}

  /** Returns one field. */
  public static JsonFields of(String name, Object value) {
    return new JsonFields().and(name, value);
  }

  /** Adds a field. */
  public JsonFields and(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** Adds a field if it has a value. */
  public JsonFields and(String name, Optional<?> value) {
    value.ifPresent(present -> fields.put(name, present));
    return this;
  }

  /** Adds all fields of another object. */
  public JsonFields and(JsonFields others) {
    fields.putAll(others.fields);
    return this;
  }

  /** Returns the fields in their order. */
  public Map<String, Object> map() {
    return fields;
  }

  /** Returns the fields that name a table. */
  public static JsonFields of(SyncTable table) {
    return of("table", table.source().toString()).and("target", table.target().toString());
  }

  /** Returns the fields of a run. */
  public static Map<String, Object> of(TableReport report) {
    return of("type", "run")
        .and(of(report.table()))
        .and("succeeded", report.succeeded())
        .and("rows", report.rows())
        // If the run failed, it is not known whether rows remain.
        .and("remaining", Optional.of(word(report.remaining())).filter(w -> report.succeeded()))
        .and("blockedBy", report.blockedBy())
        .and("problem", report.problem())
        .and("snapshot", report.location().map(MetadataLocation::uri))
        .and("catalog", report.refresh().map(JsonFields::word))
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

  /** Returns the fields of a maintenance. */
  public static Map<String, Object> of(MaintenanceReport report) {
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

  /** Returns the fields of a verification in the background. */
  public static Map<String, Object> of(TableVerification found) {
    return of("type", "verification")
        .and(of(found.table()))
        .and("verifiedThrough", found.verifiedThrough().map(JsonFields::time))
        .and("differ", found.differences())
        .and("pending", found.pendingRows().stream().boxed().findFirst())
        .and("notCompared", found.notCompared())
        .map();
  }

  /** Returns the fields of a run that did not end in time. */
  public static Map<String, Object> of(Unfinished left) {
    return of(left.table()).and("step", left.step()).map();
  }

  /** Returns the fields of a doctor's finding. */
  public static Map<String, Object> of(Finding finding) {
    return of("type", "finding")
        .and("severity", word(finding.severity()))
        .and("code", finding.code())
        .and("table", finding.table().map(table -> table.source().toString()))
        .and("what", finding.what())
        .and("cure", finding.cure())
        .map();
  }

  /** Returns a time in UTC, to the millisecond. */
  public static String time(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Returns the word for a result, such as "refreshed". */
  public static String word(RefreshResult result) {
    if (result instanceof RefreshResult.NotServed) {
      return "none";
    } else if (result instanceof RefreshResult.Deferred) {
      return "deferred";
    }
    return result instanceof RefreshResult.Refreshed ? "refreshed" : "unchanged";
  }

  /** Returns "not-needed" for {@code NotNeeded}. */
  public static String word(VacuumResult result) {
    return result
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=.)(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** Returns "in-lower-case" for {@code IN_LOWER_CASE}. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
