package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import io.lakehousesync.verify.Difference.Side;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.RepairReport;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgLakeVerifierIT {
  private static final int ROWS = 6_000;
  private static final int PLANTED = 1_000;

  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(900).build();

  @ParameterizedTest
  @ValueSource(
      strings = {"xid", "xid-append", "marker", "marker-append", "ordered", "queue", "comparison"})
  void findsEachOfAThousandPlantedDifferencesAndCuresThem(String tracking) throws SQLException {
    SyncTable table = table(tracking);
    VerifiedTables.create(table, VerifiedTables.KEY);
    VerifiedTables.insert(0, ROWS - 1);
    VerifiedTables.copy(table);
    assertThat(verifier.verify(table)).satisfies(PgLakeVerifierIT::agrees);
    List<String> before = lake();

    Map<String, Kind> planted = PlantedDifferences.plant(PLANTED, ROWS, tracking.hashCode());
    VerifyReport report = verifier.verify(table);

    assertThat(found(report)).isEqualTo(planted).hasSize(PLANTED);
    assertThat(report.differences()).allMatch(d -> d.side() == Side.ICEBERG);
    assertThat(report.differences()).allMatch(d -> d.cause() == expectedCause(tracking, d.kind()));
    RepairReport repaired = verifier.repair(RepairPlan.of(report));
    assertThat(repaired.differed()).isEqualTo(PLANTED);
    assertThat(repaired.remaining()).isEmpty();
    assertThat(verifier.verify(table)).satisfies(PgLakeVerifierIT::agrees);
    if (tracking.endsWith("append")) {
      assertThat(lake()).containsAll(before);
    } else {
      assertThat(lake()).isEqualTo(before);
    }
    VerifiedTables.copy(table);
    assertThat(verifier.verify(table)).satisfies(PgLakeVerifierIT::agrees);
  }

  private static Cause expectedCause(String tracking, Kind kind) {
    if (tracking.equals("comparison")) {
      return Cause.PENDING;
    }
    boolean captured =
        switch (kind) {
          case MISSING -> true;
          case EXTRA -> tracking.equals("queue") || tracking.equals("xid");
          case CHANGED -> !tracking.equals("ordered");
        };
    return captured ? Cause.FAULT : Cause.NOT_CAPTURED;
  }

  private static Map<String, Kind> found(VerifyReport report) {
    Map<String, Kind> found = new TreeMap<>();
    report.differences().forEach(d -> found.put(String.join("|", d.key()), d.kind()));
    return found;
  }

  private static void agrees(VerifyReport report) {
    assertThat(report.differences()).isEmpty();
    assertThat(report.agrees()).isTrue();
    assertThat(report.verifiedThrough()).isPresent();
    assertThat(report.counts().heapRows()).isEqualTo(ROWS);
    assertThat(report.counts().ranges()).isEqualTo(7);
  }

  private static List<String> lake() throws SQLException {
    return TestSchema.rows("SELECT l::text FROM core_it.lake AS l ORDER BY 1");
  }

  private static SyncTable table(String tracking) {
    return Objects.requireNonNull(VerifiedTables.byTracking().get(tracking));
  }

  @Test
  void anEmptyTableAgrees() throws SQLException {
    SyncTable table = table("xid");
    VerifiedTables.create(table, VerifiedTables.KEY);
    VerifiedTables.copy(table);

    VerifyReport report = verifier.verify(table);

    assertThat(report.agrees()).isTrue();
    assertThat(report).asString().startsWith("verified core_it.heap -> core_it.lake through=");
  }
}
