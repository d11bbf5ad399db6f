package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.VerifyOutcome;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of every type, keys with nulls, no keys, and columns that cannot be compared. */
class VerifyKeysIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it.lake").mode(WriteMode.UPSERT);

  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(7).build();

  private static void create(SyncTable table, String columns, String rows) throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (%s)".formatted(columns));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    TestSchema.execute("INSERT INTO core_it.t " + rows);
    VerifiedTables.copy(table);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "smallint; i",
        "bigint; i * 1000000007::bigint",
        "numeric(12,3); i / 7.0",
        "text; chr(64 + i) || '''\\\\' || i",
        "varchar(40); (ARRAY['ä', 'a', 'Z', 'é', '_'])[1 + i % 5] || i",
        "uuid; md5(i::text)::uuid",
        "date; date '2024-02-20' + i",
        "timestamp; timestamp '2024-01-01' + i * interval '1 us'",
        "timestamptz; timestamptz '2024-01-01 12:00+02' + i * interval '1 us'",
        "bytea; decode(md5(i::text), 'hex')",
        "boolean; i = 1",
        "double precision; i * 0.1"
      })
  void rangesOverKeysOfEveryTypeHoldEachRowOnce(String type, String value) throws SQLException {
    int rows = type.equals("boolean") ? 2 : 50;
    create(
        TABLE,
        "k %s PRIMARY KEY, v int".formatted(type),
        "SELECT %s, i FROM generate_series(1, %d) AS i".formatted(value, rows));
    VerifyReport report = verifier.verify(TABLE);
    assertThat(report.differences()).isEmpty();
    assertThat(report.counts().heapRows()).isEqualTo(rows);
    assertThat(report.counts().icebergRows()).isEqualTo(rows);
    assertThat(report.counts().ranges()).isEqualTo(1 + rows / 7);

    TestSchema.execute("UPDATE core_it.lake SET v = -v WHERE v % 2 = 0");
    report = verifier.verify(TABLE);

    assertThat(report.differences()).hasSize(rows / 2).allMatch(d -> d.kind() == Kind.CHANGED);
    assertThat(verifier.repair(RepairPlan.of(report)).remaining()).isEmpty();
    assertThat(verifier.verify(TABLE).differences()).isEmpty();
  }

  @Test
  void aTableWithoutAKeyIsComparedByEqualRows() throws SQLException {
    SyncTable table = TABLE.mode(WriteMode.APPEND).tracking(ChangeTracking.ordered("id"));
    create(
        table,
        "id int, v text",
        "SELECT i, CASE WHEN i % 3 > 0 THEN 'v' END FROM generate_series(1, 30) AS i, (VALUES (1), (2)) AS x");
    assertThat(verifier.verify(table).differences()).isEmpty();
    TestSchema.execute("DELETE FROM core_it.lake WHERE id IN (3, 4)");
    TestSchema.execute("INSERT INTO core_it.lake VALUES (5, 'v'), (99, NULL)");

    VerifyReport report = verifier.verify(table);

    assertThat(report.key()).containsExactly("id", "v");
    assertThat(report.differences())
        .containsExactly(
            Difference.inIceberg(Kind.MISSING, Cause.FAULT, Arrays.asList("3", null)),
            Difference.inIceberg(Kind.MISSING, Cause.FAULT, List.of("4", "v")),
            Difference.inIceberg(Kind.EXTRA, Cause.FAULT, List.of("5", "v")),
            Difference.inIceberg(Kind.EXTRA, Cause.NOT_CAPTURED, Arrays.asList("99", null)));
    assertThat(report.notes())
        .contains(
            "core_it.t has no key: it is compared as a whole, and equal rows are compared by their number.");
    verifier.repair(RepairPlan.of(report));
    assertThat(verifier.verify(table).differences()).isEmpty();
    assertThat(TestSchema.rows("SELECT * FROM core_it.lake ORDER BY 1, 2"))
        .isEqualTo(TestSchema.rows("SELECT * FROM core_it.t ORDER BY 1, 2"));
  }

  @Test
  void withoutAKeyAnAppendedVersionIsADifferenceUnlessItIsKept() throws SQLException {
    SyncTable table = TABLE.mode(WriteMode.APPEND);
    create(table, "v int", "SELECT i FROM generate_series(1, 9) AS i");
    TestSchema.execute("UPDATE core_it.t SET v = 100 WHERE v = 9");
    VerifiedTables.copy(table);
    TestSchema.execute("DELETE FROM core_it.lake WHERE v = 4");

    VerifyReport report = verifier.verify(table);

    assertThat(report.differences())
        .containsExactly(
            Difference.inIceberg(Kind.MISSING, Cause.FAULT, List.of("4")),
            Difference.inIceberg(Kind.EXTRA, Cause.NOT_CAPTURED, List.of("9")));
    assertThat(report.notes())
        .contains(
            "core_it.t has no key. Therefore an older version of a row looks like a deleted row, and is"
                + " a difference too. Use Deletes.KEEP (in a configuration: deletes=keep) to keep such"
                + " rows.");
    assertThat(verifier.verify(table.deletes(Deletes.KEEP)).differences())
        .containsExactly(Difference.inIceberg(Kind.MISSING, Cause.FAULT, List.of("4")));
    verifier.repair(RepairPlan.of(report));
    assertThat(verifier.verify(table).agrees()).isTrue();
  }

  @Test
  void rowsWithNullInTheirKeyAreComparedToo() throws SQLException {
    SyncTable table =
        SyncTable.of("core_it.t", "core_it.lake")
            .tracking(ChangeTracking.comparison())
            .key("a", "b");
    create(
        table,
        "a int, b text, v int",
        "SELECT i, CASE WHEN i % 5 > 0 THEN 'b' || i END, i FROM generate_series(1, 30) AS i");
    assertThat(verifier.verify(table).differences()).isEmpty();
    TestSchema.execute("UPDATE core_it.lake SET v = -v WHERE a IN (9, 10)");
    TestSchema.execute("INSERT INTO core_it.lake VALUES (NULL, 'b', 1)");

    VerifyReport report = verifier.verify(table);

    assertThat(report.differences().stream().map(Difference::key))
        .containsExactlyInAnyOrder(
            List.of("9", "b9"), Arrays.asList("10", null), Arrays.asList(null, "b"));
    assertThat(report.differences()).allMatch(d -> d.cause() == Cause.PENDING);
    verifier.repair(RepairPlan.of(report));
    assertThat(verifier.verify(table).differences()).isEmpty();
  }

  @Test
  void columnsThatAreNotComparedAreNoted() throws SQLException {
    create(TABLE, "id int PRIMARY KEY, v int, at timetz, n numeric", "SELECT 1, 1, '10:00+01', 1");
    TestSchema.execute("ALTER TABLE core_it.lake ADD COLUMN own int");

    VerifyReport report = verifier.verify(TABLE);

    assertThat(report.agrees()).isTrue();
    assertThat(report.notes())
        .containsExactlyInAnyOrder(
            "Column \"at\" is compared in UTC, because a time with time zone loses its zone in"
                + " Iceberg.",
            "Column \"n\" is compared as double precision, to which pg_lake rounds it.",
            "Column \"own\" is not compared: the heap table has no such column.");
    TestSchema.execute("UPDATE core_it.lake SET at = '10:00+00'");
    assertThat(verifier.verify(TABLE).differences()).hasSize(1);
  }

  @Test
  void aTableDoesNotAgreeIfAColumnOfTheHeapTableIsNotCompared() throws SQLException {
    SyncTable table = TABLE.tracking(ChangeTracking.queue());
    create(table, "id int PRIMARY KEY, v int, n int", "SELECT 1, 1, 1");
    TestSchema.execute("ALTER TABLE core_it.t ADD COLUMN added int");
    TestSchema.execute("ALTER TABLE core_it.t ALTER COLUMN n TYPE bigint");

    VerifyReport report = verifier.verify(table);

    assertThat(report.agrees()).isFalse();
    assertThat(report.outcome()).isEqualTo(VerifyOutcome.NOT_COMPARED);
    assertThat(report.notCompared())
        .containsExactlyInAnyOrder(
            "Column \"n\" is not compared: integer cannot hold bigint.",
            "Column \"added\" is not compared: the Iceberg table has no such column yet.");
    assertThat(report.notes()).containsAll(report.notCompared());
    assertThat(verifier.continuously(table).next().agrees()).isFalse();
    VerifiedTables.copy(table);
    assertThat(verifier.verify(table).agrees()).isTrue();
  }

  @Test
  void findsDifferencesThatPostgresComparesAsEqual() throws SQLException {
    TestSchema.recreate(
        """
        CREATE COLLATION core_it.any_case
          (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text COLLATE core_it.any_case, lap interval);
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 'a', '1 month'), (2, 'b', '30 days')");
    VerifiedTables.copy(TABLE);
    assertThat(verifier.verify(TABLE).differences()).isEmpty();

    TestSchema.execute("UPDATE core_it.lake SET v = upper(v) WHERE id = 1");
    TestSchema.execute("UPDATE core_it.lake SET lap = '1 month' WHERE id = 2");

    assertThat(verifier.verify(TABLE).differences()).hasSize(2);
  }

  @Test
  void verifiesATableContinuously() throws SQLException {
    create(TABLE, "id int PRIMARY KEY, v int", "SELECT i, i FROM generate_series(1, 20) AS i");
    ContinuousVerification steps = verifier.continuously(TABLE);

    ContinuousVerification.Step first = steps.next();
    assertThat(first.range()).hasToString("(first, [7]]");
    assertThat(first.verifiedThrough()).isEmpty();
    TestSchema.execute("UPDATE core_it.lake SET v = 0 WHERE id IN (3, 12)");
    ContinuousVerification.Step second = steps.next();
    assertThat(second.differences()).singleElement().asString().contains("CHANGED", "[12]");
    ContinuousVerification.Step third = steps.next();

    assertThat(third.range()).hasToString("([14], last]");
    assertThat(third.passes()).isEqualTo(1);
    assertThat(third.verifiedThrough()).isPresent();
    assertThat(steps.next().differences()).singleElement().asString().contains("[3]");
    steps.next();
    assertThat(steps.next().verifiedThrough().orElseThrow())
        .isAfter(third.verifiedThrough().orElseThrow());
  }
}
