package io.lakehousesync.examples.host;

import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.CatalogStanding;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.CatalogVerdict.Cure;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.RepairReport;
import io.lakehousesync.verify.VerifyOutcome;
import io.lakehousesync.verify.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the results of verifications and repairs, and counts the tables by their outcome. */
final class VerifyLines {
  /** The number of differences per cause that people see. The JSON output has all differences. */
  private static final int LISTED = 5;

  private final Output output;
  private int agree;
  private int differ;
  private int notCompared;
  private int failed;
  private long pending;
  private long kept;

  /** Tables for which the number of waiting rows is unknown. */
  private int unknown;

  VerifyLines(Output output) {
    this.output = output;
  }

  /** Counts the last report of a table. */
  void count(VerifyReport report) {
    switch (report.outcome()) {
      case AGREES -> agree++;
      case DIFFERS -> differ++;
      case NOT_COMPARED -> notCompared++;
    }
    kept += report.counts().keptRows();
    pending += report.pending().orElse(0);
    unknown += report.pending().isPresent() ? 0 : 1;
  }

  void report(VerifyReport report) {
    output.line(line(report), fields(report).map());
    report
        .catalog()
        .filter(verdict -> verdict.cure() != Cure.NONE || verdict.standing().isEmpty())
        .ifPresent(verdict -> output.text("  catalog " + verdict));
    for (Cause cause : Cause.values()) {
      differences(report, cause);
    }
    report.notes().forEach(note -> output.text("  note: " + note));
    cures(report).forEach(cure -> output.text("  cure: " + inWords(cure, report.table())));
  }

  /** Writes that a table could not be verified. The other tables are still verified. */
  void failed(SyncTable table, LakehouseSyncException e) {
    failed++;
    output.line(
        "FAILED   %s: %s".formatted(table.source(), e.getMessage()),
        JsonFields.of(table)
            .and("type", "verify")
            .and("agrees", false)
            .and("error", String.valueOf(e.getMessage()))
            .map());
  }

  void plan(RepairPlan plan) {
    output.lines(
        plan.toString().lines().toList(),
        JsonFields.of(plan.table())
            .and("type", "plan")
            .and("keys", plan.ranges().stream().mapToInt(each -> each.differences().size()).sum())
            .and("transactions", plan.ranges().size())
            .and("catalog", JsonFields.word(plan.catalog()))
            .map());
  }

  void repaired(RepairReport report) {
    output.line(
        report.toString(),
        JsonFields.of(report.table())
            .and("type", "repair")
            .and("deletedRows", report.deletedRows())
            .and("insertedRows", report.insertedRows())
            .and("keys", report.differed())
            .and("remaining", report.remaining().size())
            .and("catalog", report.refresh().map(JsonFields::word))
            .and("error", report.refreshFailure().map(Throwable::getMessage))
            .map());
  }

  /** Writes the figures. Returns whether all tables agree. */
  boolean result() {
    int tables = agree + differ + notCompared + failed;
    output.result(
        "tables=%d agree=%d differ=%d%s failed=%d pending=%d%s%s"
            .formatted(
                tables,
                agree,
                differ,
                unlessZero(" not-compared=", notCompared),
                failed,
                pending,
                unlessZero(" pendingUnknown=", unknown),
                unlessZero(" kept=", kept)),
        JsonFields.of("tables", tables)
            .and("agree", agree)
            .and("differ", differ)
            .and("notCompared", notCompared)
            .and("failed", failed)
            .and("pending", pending)
            .and("pendingUnknown", unknown)
            .and("kept", kept));
    return agree == tables;
  }

  private static String unlessZero(String name, long count) {
    return count == 0 ? "" : name + count;
  }

  private static String line(VerifyReport report) {
    VerifyReport.Counts counts = report.counts();
    return "%s %s rows=%d%s pending=%s faults=%d%s%s%s%s"
        .formatted(
            word(report.outcome()),
            report.table().source(),
            counts.heapRows(),
            counts.heapRows() == counts.icebergRows()
                ? ""
                : " iceberg_rows=" + counts.icebergRows(),
            report.pending().isPresent() ? report.pending().getAsLong() : "unknown",
            report.faults(),
            unlessZero(" not_captured=", report.notCaptured()),
            unlessZero(" kept=", counts.keptRows()),
            unlessZero(" unlisted_ranges=", counts.unlisted()),
            report.catalog().map(verdict -> " catalog=" + standing(verdict)).orElse(""));
  }

  private static String word(VerifyOutcome outcome) {
    return switch (outcome) {
      case AGREES -> "verified";
      case DIFFERS -> "DIFFERS ";
      case NOT_COMPARED -> "not-compared";
    };
  }

  private static JsonFields fields(VerifyReport report) {
    return JsonFields.of(report.table())
        .and("type", "verify")
        .and("agrees", report.agrees())
        .and("outcome", JsonFields.word(report.outcome()))
        .and("differ", report.differing())
        .and("heapRows", report.counts().heapRows())
        .and("icebergRows", report.counts().icebergRows())
        .and("pending", report.pending().stream().boxed().findFirst())
        .and("faults", report.faults())
        .and("notCaptured", report.notCaptured())
        .and("kept", report.counts().keptRows())
        .and("unlistedRanges", report.counts().unlisted())
        .and("verifiedThrough", report.verifiedThrough().map(JsonFields::time))
        .and("catalog", report.catalog().map(VerifyLines::standing))
        .and("cure", cures(report).stream().map(JsonFields::word).toList())
        .and("key", report.key())
        .and("differences", report.differences().stream().map(VerifyLines::fields).toList())
        .and("notes", report.notes());
  }

  private static Object fields(Difference difference) {
    return JsonFields.of("side", JsonFields.word(difference.side()))
        .and("kind", JsonFields.word(difference.kind()))
        .and("cause", JsonFields.word(difference.cause()))
        .and("key", difference.key())
        .map();
  }

  private void differences(VerifyReport report, Cause cause) {
    List<Difference> all =
        report.differences().stream().filter(each -> each.cause() == cause).toList();
    String word = JsonFields.word(cause).replace('-', ' ');
    for (Difference each : all.subList(0, Math.min(LISTED, all.size()))) {
      output.text(
          "  %s: %s in %s: %s"
              .formatted(
                  word,
                  JsonFields.word(each.kind()),
                  JsonFields.word(each.side()),
                  key(report, each)));
    }
    if (all.size() > LISTED) {
      output.text("  %s: and %d more, which --json lists".formatted(word, all.size() - LISTED));
    }
  }

  private static String key(VerifyReport report, Difference difference) {
    return IntStream.range(0, difference.key().size())
        .mapToObj(i -> report.key().get(i) + "=" + difference.key().get(i))
        .collect(Collectors.joining(" "));
  }

  private static String standing(CatalogVerdict verdict) {
    return verdict.standing().map(known -> JsonFields.word(known)).orElse("not_compared");
  }

  /**
   * What the user can do about differences. If the next copy removes a difference, this difference
   * needs no remedy.
   */
  private enum Remedy {
    REPAIR,
    SYNC,
    REFRESH,
    CREATE,
    REPLACE
  }

  private static List<Remedy> cures(VerifyReport report) {
    List<Remedy> cures = new ArrayList<>();
    boolean repairable =
        report.differences().stream()
            .anyMatch(each -> each.side() == Difference.Side.ICEBERG && each.differs());
    if (repairable) {
      cures.add(Remedy.REPAIR);
    }
    Cure catalog = report.catalog().map(CatalogVerdict::cure).orElse(Cure.NONE);
    if (catalog == Cure.REFRESH) {
      boolean isThere =
          report.catalog().flatMap(CatalogVerdict::standing).stream()
              .noneMatch(CatalogStanding.MISSING::equals);
      // A refresh publishes committed rows. It does not publish rows that wait for a copy.
      Remedy ofTable = isWaitingForRows(report) ? Remedy.SYNC : Remedy.REFRESH;
      cures.add(isThere ? ofTable : Remedy.CREATE);
    } else if (catalog == Cure.REPLACE) {
      cures.add(Remedy.REPLACE);
    }
    return cures;
  }

  private static boolean isWaitingForRows(VerifyReport report) {
    return report.differences().stream()
        .anyMatch(each -> each.side() == Difference.Side.ICEBERG && each.cause() == Cause.PENDING);
  }

  private static String inWords(Remedy remedy, SyncTable table) {
    return switch (remedy) {
      case REPAIR -> "verify --repair";
      case SYNC -> "the next sync, or verify --repair";
      case REFRESH -> "the next sync, or refresh " + table.source();
      case CREATE -> "setup --apply";
      case REPLACE -> "setup --apply, and then setup --replace " + table.source();
    };
  }
}
