package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.Difference.Cause;
import io.lakehousesync.postgres.Difference.Kind;
import io.lakehousesync.postgres.Difference.Side;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgLakeVerifierIT {
  private static final int ROWS = 20_000;
  private static final int PLANTED = 1_000;

  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(3_000).build();

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

    Map<String, Kind> planted = plant(tracking.hashCode());
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

  /** Thirds of missing, extra and changed rows, the latter in one column each. */
  private static Map<String, Kind> plant(long seed) throws SQLException {
    Random random = new Random(seed);
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(i);
    }
    Collections.shuffle(rows, random);
    String[] changes = {
      "amount = coalesce(amount, 0) + 0.01",
      "big = big + 1e-9",
      "ratio = ratio + 1e-12 * (1 + ratio)",
      "small = small + 1",
      "flag = NOT flag",
      "name = name || ' '",
      "note = NULL, day = day + 1",
      "day = NULL",
      "seen = seen + interval '1 us'",
      "local = local - interval '1 us'",
      "raw = raw || '\\x00'",
      "ref = gen_random_uuid()",
      "tags = tags || ARRAY[NULL]",
      "info = '{\"i\": 0}'",
      "tier = 'silver'",
      "lap = NULL",
      "at = at + interval '1 us'"
    };
    Map<String, Kind> planted = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    List<String> extra = new ArrayList<>();
    List<List<String>> changed = new ArrayList<>();
    Stream.of(changes).forEach(change -> changed.add(new ArrayList<>()));
    for (int i = 0; i < PLANTED; i++) {
      int row = rows.get(i);
      Kind kind = Kind.values()[i % 3];
      int a = row / 10;
      if (kind == Kind.EXTRA) {
        a = random.nextBoolean() ? -row - 1 : ROWS + row;
      }
      String b = List.of("A", "b", "C", "ä", "Z").get(row % 5) + row % 10;
      switch (kind) {
        case MISSING -> missing.add("(%d, '%s')".formatted(a, b));
        case CHANGED -> changed.get(i / 3 % changes.length).add("(%d, '%s')".formatted(a, b));
        case EXTRA -> extra.add("(%d, '%s')".formatted(a, b));
      }
      planted.put(a + "|" + b, kind);
    }
    TestSchema.execute("INSERT INTO core_it.lake (a, b) VALUES " + String.join(", ", extra));
    TestSchema.execute(
        "DELETE FROM core_it.lake WHERE (a, b) IN (%s)".formatted(String.join(", ", missing)));
    StringBuilder updates = new StringBuilder("BEGIN;");
    for (int i = 0; i < changes.length; i++) {
      updates.append(
          "UPDATE core_it.lake SET %s WHERE (a, b) IN (%s);"
              .formatted(changes[i], String.join(", ", changed.get(i))));
    }
    TestSchema.execute(updates.append("COMMIT").toString());
    return planted;
  }

  private static Cause expectedCause(String tracking, Kind kind) {
    if (tracking.equals("comparison")) {
      return Cause.PENDING;
    }
    boolean captured =
        switch (kind) {
          case MISSING -> true;
          case EXTRA -> tracking.equals("queue");
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
    return java.util.Objects.requireNonNull(VerifiedTables.byTracking().get(tracking));
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
