package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.RowCounts;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of rows that wait for the next copy. */
class VerifyPendingIT {
  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(7).build();

  /**
   * Three rows are inserted, one is updated, and one is deleted. What the tracking does not capture
   * is a difference.
   */
  @ParameterizedTest
  @CsvSource({
    "xid,5,true",
    "marker,4,false",
    "ordered,3,false",
    "queue,5,true",
    "comparison,5,true"
  })
  void rowsThatWereNotCopiedYetAreCounted(String tracking, long pending, boolean agrees)
      throws SQLException {
    SyncTable table = Objects.requireNonNull(VerifiedTables.byTracking().get(tracking));
    VerifiedTables.create(table, VerifiedTables.KEY);
    VerifiedTables.insert(0, 19);
    VerifiedTables.copy(table);
    assertThat(verifier.verify(table).pending()).hasValue(0);

    VerifiedTables.insert(20, 22);
    TestSchema.execute("UPDATE core_it.heap SET lap = '1 s' WHERE (a, b) = (0, 'A0')");
    TestSchema.execute("DELETE FROM core_it.heap WHERE (a, b) = (1, 'A5')");
    VerifyReport report = verifier.verify(table);

    assertThat(report.pending()).hasValue(pending);
    assertThat(verifier.count(table))
        .isEqualTo(
            RowCounts.of(
                22,
                20,
                tracking.equals("comparison") ? OptionalLong.empty() : OptionalLong.of(pending)));
    assertThat(report).asString().contains(" pending=" + pending + " ");
    assertThat(report.agrees()).isEqualTo(agrees);
    VerifiedTables.copy(table);
    assertThat(verifier.verify(table).pending()).hasValue(0);
  }
}
