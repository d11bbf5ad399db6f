package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values that PostgreSQL's operator = cannot tell apart, or cannot compare, are compared by what
 * they hold: by a verification, and by comparison tracking.
 */
class ExactValuesIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it.lake").mode(WriteMode.UPSERT);
  private static final SyncTable COMPARISON =
      SyncTable.of("core_it.t", "core_it.lake").tracking(ChangeTracking.comparison());

  /** Types, each with two values that the operator = cannot tell apart, or cannot compare. */
  private static final List<List<String>> DIFFERENT =
      List.of(
          List.of("public.citext", "'a'", "'A'"),
          List.of("core_it.mail", "'a'", "'A'"),
          List.of("public.citext[]", "'{a}'", "'{A}'"),
          List.of("text COLLATE core_it.any_case", "'a'", "'A'"),
          List.of("varchar(9) COLLATE core_it.any_case", "'a'", "'A'"),
          List.of("text[] COLLATE core_it.any_case", "'{a}'", "'{A}'"),
          List.of("core_it.pair", "'(a,1)'", "'(A,1)'"),
          List.of("core_it.pair", "'(a,0)'", "'(a,-0)'"),
          List.of("interval", "'1 day'", "'24 hours'"),
          List.of("interval", "'1 month'", "'30 days'"),
          List.of("interval[]", "'{1 day}'", "'{24 hours}'"),
          List.of("json", "'{\"a\": 1}'", "'{\"a\":1}'"),
          List.of("json[]", "ARRAY['1'::json]", "ARRAY['1 '::json]"),
          List.of("jsonb", "'1.0'", "'1.00'"),
          List.of("xml", "'<a/>'", "'<a />'"),
          List.of("point", "'(1,2)'", "'(1.0000001,2)'"),
          List.of("box", "'(1,1),(0,0)'", "'(2,1),(1,0)'"),
          List.of("path", "'((0,0),(1,1))'", "'((0,0),(5,5))'"),
          List.of("polygon", "'((0,0),(1,1),(2,0))'", "'((0,0),(1,1),(2,1e-7))'"),
          List.of("circle", "'<(0,0),1>'", "'<(0,0),1.0000001>'"),
          List.of("numrange", "'[1.0,2)'", "'[1.00,2)'"),
          List.of("double precision", "'0'", "'-0'"),
          List.of("real", "'0'", "'-0'"),
          List.of("double precision[]", "'{0}'", "'{-0}'"));

  /** Types, each with two values that are the same in an Iceberg table. */
  private static final List<List<String>> SAME =
      List.of(
          // An Iceberg decimal has a fixed scale. A numeric without a precision becomes a double.
          List.of("numeric(10,2)", "1.0", "1.00"),
          List.of("numeric", "1.0", "1.00"),
          List.of("double precision", "'NaN'", "'NaN'"),
          List.of("real[]", "'{NaN,Infinity}'", "'{NaN,Infinity}'"),
          // Iceberg holds the time in UTC, without a zone.
          List.of("timetz", "'10:00+01'", "'09:00+00'"),
          List.of("char(5)", "'a'", "'a  '"));

  private final PgLakeVerifier verifier = PgLakeVerifier.of(TestSchema.postgres());
  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  private static void create(SyncTable table, String columns) throws SQLException {
    TestSchema.recreate(
        """
        CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;
        CREATE COLLATION core_it.any_case
          (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE DOMAIN core_it.mail AS public.citext;
        CREATE TYPE core_it.pair AS (a text COLLATE core_it.any_case, b double precision);
        CREATE TABLE core_it.t (%s);
        """
            .formatted(columns));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
  }

  /** Creates a table with a column for each type, and for each type a row with its first value. */
  private static void fill(SyncTable table, List<List<String>> types) throws SQLException {
    String columns =
        IntStream.range(0, types.size())
            .mapToObj(i -> ", v%d %s".formatted(i, types.get(i).get(0)))
            .collect(Collectors.joining());
    create(table, "id int PRIMARY KEY" + columns);
    for (int i = 0; i < types.size(); i++) {
      TestSchema.execute(
          "INSERT INTO core_it.t (id, v%1$d) VALUES (%1$d, %2$s)"
              .formatted(i, types.get(i).get(1)));
    }
    VerifiedTables.copy(table);
  }

  /** Gives each type's row the second value. */
  private static void change(String table, List<List<String>> types) throws SQLException {
    for (int i = 0; i < types.size(); i++) {
      TestSchema.execute(
          "UPDATE core_it.%1$s SET v%2$d = %3$s WHERE id = %2$d"
              .formatted(table, i, types.get(i).get(2)));
    }
  }

  private static List<Difference> changed(Cause cause, List<List<String>> types) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> Difference.inIceberg(Kind.CHANGED, cause, List.of(String.valueOf(i))))
        .toList();
  }

  @Test
  void aVerificationFindsValuesThatPostgresCannotTellApart() throws SQLException {
    fill(TABLE, DIFFERENT);
    assertThat(verifier.verify(TABLE).differences()).isEmpty();
    change("lake", DIFFERENT);

    VerifyReport report = verifier.verify(TABLE);

    assertThat(report.notes()).isEmpty();
    assertThat(report.differences()).isEqualTo(changed(Cause.FAULT, DIFFERENT));
    assertThat(verifier.repair(RepairPlan.of(report)).remaining()).isEmpty();
    assertThat(verifier.verify(TABLE).agrees()).isTrue();
  }

  @Test
  void comparisonTrackingCopiesValuesThatPostgresCannotTellApart() throws SQLException {
    fill(COMPARISON, DIFFERENT);
    assertThat(source.copy(COMPARISON).rows()).isZero();
    for (int i = 0; i < DIFFERENT.size(); i++) {
      TestSchema.execute(
          "UPDATE core_it.t SET v%1$d = %2$s WHERE id = %1$d"
              .formatted(i, DIFFERENT.get(i).get(2)));
      assertThat(source.copy(COMPARISON).rows())
          .as(DIFFERENT.get(i).get(0))
          .isEqualTo(DIFFERENT.size());
    }
    assertThat(TestSchema.rows("SELECT l::text FROM core_it.lake AS l ORDER BY id"))
        .isEqualTo(TestSchema.rows("SELECT t::text FROM core_it.t AS t ORDER BY id"));
    assertThat(source.copy(COMPARISON).rows()).isZero();
    assertThat(verifier.verify(COMPARISON).pending()).hasValue(0);
  }

  @Test
  void valuesThatIcebergHoldsAsOneValueAreEqual() throws SQLException {
    fill(TABLE, SAME);
    change("lake", SAME);
    assertThat(verifier.verify(TABLE).differences()).isEmpty();

    fill(COMPARISON, SAME);
    change("t", SAME);
    assertThat(source.copy(COMPARISON).rows()).isZero();
    assertThat(verifier.verify(COMPARISON).pending()).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public.citext",
        "core_it.mail",
        "text COLLATE core_it.any_case",
        "varchar(9) COLLATE core_it.any_case"
      })
  void keysThatDifferInTheirCaseAreDifferentKeys(String type) throws SQLException {
    create(TABLE, "k %s PRIMARY KEY, v int".formatted(type));
    TestSchema.execute("INSERT INTO core_it.t VALUES ('a', 1), ('b', 2), ('c', 3)");
    VerifiedTables.copy(TABLE);
    assertThat(verifier.verify(TABLE).agrees()).isTrue();
    TestSchema.execute("INSERT INTO core_it.lake VALUES ('A', 1)");
    TestSchema.execute("UPDATE core_it.lake SET k = 'B' WHERE v = 2");

    VerifyReport report =
        PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(1).build().verify(TABLE);

    assertThat(report.differences())
        .containsExactlyInAnyOrder(
            Difference.inIceberg(Kind.EXTRA, Cause.FAULT, List.of("A")),
            Difference.inIceberg(Kind.EXTRA, Cause.FAULT, List.of("B")),
            Difference.inIceberg(Kind.MISSING, Cause.FAULT, List.of("b")));
    assertThat(report.agrees()).isFalse();
    assertThat(verifier.repair(RepairPlan.of(report)).remaining()).isEmpty();
    assertThat(TestSchema.rows("SELECT k, v FROM core_it.lake ORDER BY v"))
        .containsExactly("a|1", "b|2", "c|3");
    assertThat(verifier.verify(TABLE).agrees()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public.citext", "text COLLATE core_it.any_case"})
  void keysThatWaitInAQueueAreLeftOut(String type) throws SQLException {
    SyncTable queue = TABLE.tracking(ChangeTracking.queue());
    create(queue, "k %s PRIMARY KEY, v int".formatted(type));
    TestSchema.execute("INSERT INTO core_it.t VALUES ('a', 1), ('b', 2), ('c', 3)");
    VerifiedTables.copy(queue);
    TestSchema.execute("UPDATE core_it.t SET v = 9 WHERE k = 'a'");
    TestSchema.execute("DELETE FROM core_it.t WHERE k = 'b'");

    VerifyReport report = verifier.verify(queue);

    assertThat(report.agrees()).isTrue();
    assertThat(report.pending()).hasValue(2);
  }

  @Test
  void aSessionThatRoundsFloatsDoesNotHideADifference() throws SQLException {
    fill(COMPARISON, List.of(List.of("point", "'(0.1,0)'")));
    PgLakeVerifier rounding =
        PgLakeVerifier.of(
            HookedDataSource.onConnect(
                TestSchema.postgres(),
                connection -> TestSchema.execute(connection, "SET extra_float_digits = -10")));
    TestSchema.execute("UPDATE core_it.lake SET v0 = '(0.10000000000000002,0)'");

    assertThat(rounding.verify(COMPARISON).pending()).hasValue(1);
  }
}
