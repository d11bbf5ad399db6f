package io.lakehousesync.examples.host;

import io.lakehousesync.CatalogStanding;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.CatalogVerdict;
import io.lakehousesync.postgres.CatalogVerdict.Cure;
import io.lakehousesync.postgres.Difference;
import io.lakehousesync.postgres.Difference.Cause;
import io.lakehousesync.postgres.RepairPlan;
import io.lakehousesync.postgres.RepairReport;
import io.lakehousesync.postgres.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What verifications and repairs found, in lines and objects, and how many tables agree. */
final class VerifyLines {
  /** Of each cause, for people; an object has all. */
  private static final int LISTED = 5;

  private final Output output;
  private int agree;
  private int differ;
  private int failed;
  private long pending;

  /** Tables of which it is not known how many rows wait. */
  private int unknown;

  VerifyLines(Output output) {
    this.output = output;
  }

  /** Counts what is true of a table in the end. */
  void count(VerifyReport report) {
    agree += report.agrees() ? 1 : 0;
    differ += report.agrees() ? 0 : 1;
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

  /** A table that could not be verified, which says nothing of the others. */
  void failed(SyncTable table, LakehouseSyncException e) {
    failed++;
    output.line(
        "FAILED   %s: %s".formatted(table.source(), e.getMessage()),
        Fields.of(table)
            .and("type", "verify")
            .and("agrees", false)
            .and("error", String.valueOf(e.getMessage()))
            .map());
  }

  void plan(RepairPlan plan) {
    output.line(
        plan.toString(),
        Fields.of(plan.table())
            .and("type", "plan")
            .and("keys", plan.ranges().stream().mapToInt(each -> each.differences().size()).sum())
            .and("transactions", plan.ranges().size())
            .and("catalog", Fields.word(plan.catalog()))
            .map());
  }

  void repaired(RepairReport report) {
    output.line(
        report.toString(),
        Fields.of(report.table())
            .and("type", "repair")
            .and("deletedRows", report.deletedRows())
            .and("insertedRows", report.insertedRows())
            .and("keys", report.differed())
            .and("remaining", report.remaining().size())
            .and("catalog", report.refresh().map(Fields::word))
            .and("error", report.refreshFailure().map(Throwable::getMessage))
            .map());
  }

  /** Tells the figures, and whether all tables agree. */
  boolean result() {
    Fields figures =
        Fields.of("tables", agree + differ + failed)
            .and("agree", agree)
            .and("differ", differ)
            .and("failed", failed)
            .and("pending", pending);
    output.result(unknown == 0 ? figures : figures.and("pendingUnknown", unknown));
    return differ + failed == 0;
  }

  private static String line(VerifyReport report) {
    VerifyReport.Counts counts = report.counts();
    return "%s %s rows=%d%s pending=%s faults=%d%s%s%s"
        .formatted(
            report.agrees() ? "verified" : "DIFFERS ",
            report.table().source(),
            counts.heapRows(),
            counts.heapRows() == counts.icebergRows()
                ? ""
                : " iceberg_rows=" + counts.icebergRows(),
            report.pending().isPresent() ? report.pending().getAsLong() : "unknown",
            report.faults(),
            report.notCaptured() == 0 ? "" : " not_captured=" + report.notCaptured(),
            counts.unlisted() == 0 ? "" : " unlisted_ranges=" + counts.unlisted(),
            report.catalog().map(verdict -> " catalog=" + standing(verdict)).orElse(""));
  }

  private static Fields fields(VerifyReport report) {
    return Fields.of(report.table())
        .and("type", "verify")
        .and("agrees", report.agrees())
        .and("heapRows", report.counts().heapRows())
        .and("icebergRows", report.counts().icebergRows())
        .and("pending", report.pending().stream().boxed().findFirst())
        .and("faults", report.faults())
        .and("notCaptured", report.notCaptured())
        .and("unlistedRanges", report.counts().unlisted())
        .and("verifiedThrough", report.verifiedThrough().map(Fields::time))
        .and("catalog", report.catalog().map(VerifyLines::standing))
        .and("cure", cures(report).stream().map(Fields::word).toList())
        .and("key", report.key())
        .and("differences", report.differences().stream().map(VerifyLines::fields).toList())
        .and("notes", report.notes());
  }

  private static Object fields(Difference difference) {
    return Fields.of("side", Fields.word(difference.side()))
        .and("kind", Fields.word(difference.kind()))
        .and("cause", Fields.word(difference.cause()))
        .and("key", difference.key())
        .map();
  }

  private void differences(VerifyReport report, Cause cause) {
    List<Difference> all =
        report.differences().stream().filter(each -> each.cause() == cause).toList();
    String word = Fields.word(cause).replace('-', ' ');
    for (Difference each : all.subList(0, Math.min(LISTED, all.size()))) {
      output.text(
          "  %s: %s in %s: %s"
              .formatted(
                  word, Fields.word(each.kind()), Fields.word(each.side()), key(report, each)));
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
    return verdict.standing().map(known -> Fields.word(known)).orElse("moving");
  }

  /** What somebody can do; what the next copy does by itself needs none. */
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
            .anyMatch(
                each -> each.side() == Difference.Side.ICEBERG && each.cause() != Cause.PENDING);
    if (repairable) {
      cures.add(Remedy.REPAIR);
    }
    Cure catalog = report.catalog().map(CatalogVerdict::cure).orElse(Cure.NONE);
    if (catalog == Cure.REFRESH) {
      boolean isThere =
          report.catalog().flatMap(CatalogVerdict::standing).stream()
              .noneMatch(CatalogStanding.MISSING::equals);
      // A refresh brings what is committed, and not the rows that wait.
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
      case REPLACE -> "drop the table in the catalog, with its grants, then setup --apply";
    };
  }
}
