package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.PgLakeVerifier;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.VerifyReport;
import java.util.List;
import javax.sql.DataSource;

/** Verifies a target as a host does, and returns the verdict of the report. */
record Verification(DataSource postgres, int rangeRows) {
  /** What a verification reports for a target. */
  enum Verdict {
    /** All rows that were compared are right. */
    AGREES,
    /** Rows are wrong. */
    DIFFERS,
    /** Nothing could be compared, or the table's triggers are disabled now. */
    BLOCKED,
    /** The tables could not be read, for example because of a lock. */
    FAILED
  }

  /** A verdict, and the report's text. */
  record Claim(Verdict verdict, String text) {}

  Claim of(Target target) {
    try {
      VerifyReport report =
          PgLakeVerifier.builder(postgres).rangeRows(rangeRows).build().verify(target.table());
      List<Difference> wrong =
          report.differences().stream()
              .filter(difference -> difference.cause() != Difference.Cause.PENDING)
              .filter(difference -> !target.keeps() || difference.cause() == Difference.Cause.FAULT)
              .toList();
      Verdict verdict = wrong.isEmpty() ? Verdict.AGREES : Verdict.DIFFERS;
      return new Claim(
          report.verifiedThrough().isEmpty() ? Verdict.BLOCKED : verdict,
          "%s %s".formatted(report, wrong.subList(0, Math.min(5, wrong.size()))));
    } catch (LakehouseSyncException e) {
      return new Claim(Verdict.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
