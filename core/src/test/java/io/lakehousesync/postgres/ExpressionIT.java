package io.lakehousesync.postgres;

import static io.lakehousesync.contract.SyncSourceContract.copyAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of the Iceberg table whose values are expressions. */
class ExpressionIT {
  private static final String HASH = "encode(sha256(email::bytea), 'hex')";
  private static final SyncTable PLAIN = SyncTable.of("core_it.t", "core_it.lake");
  private static final SyncTable TABLE =
      PLAIN
          .column("email", HASH, "text")
          .column("origin", "'eu-1'", "text")
          .column("total", "price * amount", "numeric(14, 2)")
          .column("mood", "upper(mood)", "text");

  private static final String EXPECTED =
      """
      SELECT id, encode(sha256(email::bytea), 'hex'), upper(mood::text), 'eu-1',
             (price * amount)::numeric(14, 2)
      FROM core_it.t ORDER BY 1""";

  private final PgLakeSource source =
      PgLakeSource.builder(TestSchema.copier()).batchRows(2).build();
  private final PgLakeVerifier verifier = PgLakeVerifier.of(TestSchema.copier());

  @BeforeEach
  void create() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TYPE core_it.mood AS ENUM ('good', 'bad');
        CREATE TABLE core_it.t (
          id int PRIMARY KEY, email text, mood core_it.mood, price numeric(12,2), amount int,
          synced_at timestamp, position bigint GENERATED ALWAYS AS IDENTITY);
        INSERT INTO core_it.t VALUES
          (1, 'a@b', 'good', 1.50, 2), (2, NULL, 'bad', 2, 3), (3, 'c@d', NULL, NULL, 1)
        """);
  }

  static Stream<SyncTable> kinds() {
    return Stream.of(
        TABLE,
        TABLE.mode(WriteMode.APPEND),
        TABLE.tracking(ChangeTracking.marker("synced_at")),
        TABLE.tracking(ChangeTracking.marker("synced_at")).mode(WriteMode.APPEND),
        TABLE.tracking(ChangeTracking.ordered("position")),
        TABLE.tracking(ChangeTracking.queue()),
        TABLE.tracking(ChangeTracking.comparison()));
  }

  static Stream<SyncTable> withCheckpoint() {
    return kinds().filter(table -> !table.tracking().equals(ChangeTracking.comparison()));
  }

  private static List<String> lake() throws SQLException {
    return TestSchema.rows("SELECT id, email, mood, origin, total FROM core_it.lake ORDER BY 1");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void valuesAreThoseOfTheExpressions(SyncTable table) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    source.validate(table);
    copyAll(source, table);
    assertThat(lake()).isEqualTo(TestSchema.rows(EXPECTED));

    TestSchema.execute(
        "INSERT INTO core_it.t SELECT i, 'm' || i, 'bad', i, i FROM generate_series(4, 9) AS i");
    copyAll(source, table);
    assertThat(lake()).isEqualTo(TestSchema.rows(EXPECTED));
    VerifyReport report = verifier.verify(table);
    assertThat(report.agrees()).as("%s", report.differences()).isTrue();
    assertThat(report.notCompared()).isEmpty();
    assertThat(PgLakeDoctor.of(TestSchema.copier()).examine(List.of(table)))
        .noneMatch(finding -> finding.code().equals("columns-differ"));
    source.validate(table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xid", "queue", "comparison"})
  void updatesAreFollowed(String kind) throws SQLException {
    SyncTable table =
        TABLE.tracking(
            switch (kind) {
              case "queue" -> ChangeTracking.queue();
              case "comparison" -> ChangeTracking.comparison();
              default -> ChangeTracking.xid();
            });
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(source, table);

    TestSchema.execute(
        "UPDATE core_it.t SET email = 'new', price = 7 WHERE id = 1; DELETE FROM core_it.t WHERE id = 2");
    copyAll(source, table);

    assertThat(lake()).isEqualTo(TestSchema.rows(EXPECTED));
    assertThat(verifier.verify(table).agrees()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("withCheckpoint")
  void aVerificationComparesTheExpressionsAndARepairWritesThem(SyncTable table)
      throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(source, table);
    TestSchema.execute(
        "UPDATE core_it.lake SET email = 'a@b' WHERE id = 1;"
            + " UPDATE core_it.lake SET origin = 'us-1' WHERE id = 3");

    VerifyReport report = verifier.verify(table);

    assertThat(report.differences())
        .extracting(Difference::key)
        .containsExactly(List.of("1"), List.of("3"));
    assertThat(verifier.repair(RepairPlan.of(report)).remaining()).isEmpty();
    assertThat(lake()).contains("3|" + TestSchema.rows(EXPECTED).get(2).substring(2));
  }

  /** A large page appends rows, and a filter applies to the values of the heap table. */
  @Test
  void expressionsFiltersAndExcludedColumnsWorkTogether() throws SQLException {
    SyncTable table =
        TABLE.without("price", "amount").where("email LIKE '%@%' AND price > 1 AND mood = 'good'");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(source, table);
    TestSchema.execute(
        """
        INSERT INTO core_it.t SELECT i, 'm@' || i, CASE i % 2 WHEN 0 THEN 'good' ELSE 'bad' END::core_it.mood, i, i
        FROM generate_series(4, 12000) AS i""");
    PgLakeSource large = PgLakeSource.of(TestSchema.copier());
    copyAll(large, table);

    assertThat(lake())
        .isEqualTo(
            TestSchema.rows(
                EXPECTED.replace(
                    "FROM core_it.t",
                    "FROM core_it.t WHERE email LIKE '%@%' AND price > 1 AND mood = 'good'")));
    assertThat(verifier.verify(table).agrees()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("withCheckpoint")
  void aChangedExpressionStopsTheCopyUntilANewBaseline(SyncTable table) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(source, table);

    SyncTable changed = table.column("origin", "'us-1'", "text");
    for (SyncTable other : List.of(changed, table.column("more", "id + 1", "int"))) {
      assertThatThrownBy(() -> source.copy(other))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("ewBaseline");
    }
    assertThatThrownBy(() -> verifier.verify(changed)).hasMessageContaining("newBaseline");
    PgLakeSetup.of(TestSchema.postgres()).newBaseline(changed);
    copyAll(source, changed);

    assertThat(TestSchema.rows("SELECT DISTINCT origin FROM core_it.lake")).containsExactly("us-1");
    assertThat(verifier.verify(changed).agrees()).isTrue();
  }

  /** The values that were copied before are those of the heap table. */
  @Test
  void anExpressionForACopiedColumnStopsTheCopyUntilANewBaseline() throws SQLException {
    SyncTable hashed = PLAIN.column("email", HASH, "text");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(PLAIN));
    copyAll(source, PLAIN);

    assertThatThrownBy(() -> source.copy(hashed))
        .hasMessageContaining("was written with no filter and no expressions")
        .hasMessageContaining("newBaseline");
    PgLakeSetup.of(TestSchema.postgres()).newBaseline(hashed);
    copyAll(source, hashed);

    assertThat(TestSchema.rows("SELECT email FROM core_it.lake ORDER BY id"))
        .isEqualTo(TestSchema.rows("SELECT " + HASH + " FROM core_it.t ORDER BY id"));
    // The column of the heap table may now be renamed only with the expression.
    TestSchema.execute("ALTER TABLE core_it.t RENAME email TO mail");
    assertThatThrownBy(() -> source.copy(hashed))
        .hasMessageContaining("column \"email\" does not exist");
  }

  @Test
  void aTypeThatTheIcebergTableDoesNotHaveStopsTheCopy() throws SQLException {
    SyncTable table = PLAIN.column("price", "price::text", "text");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(PLAIN));

    assertThatThrownBy(() -> source.copy(table))
        .hasMessageContaining(
            "Column \"price\" of Iceberg table core_it.lake has type numeric(12,2), but its expression has type text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "random()::text | must be marked IMMUTABLE",
        "now()::text | must be marked IMMUTABLE",
        "synced_at::text | must be marked IMMUTABLE",
        "timestamp 'now'::text | uses 'now' as a date or time",
        "CASE WHEN timestamptz 'Tomorrow' > 'epoch' THEN 'now' END | uses 'tomorrow' as a date or time",
        "(SELECT 'x') | cannot use subquery",
        "core_it.evil() | uses function core_it.evil()",
        "nothing | column \"nothing\" does not exist",
        "count(*)::text | aggregate functions are not allowed",
        "row_number() OVER ()::text | window functions are not allowed",
        "generate_series(1, 2)::text | set-returning functions are not allowed",
      })
  void anExpressionThatIsNotImmutableOrNotOursIsRefused(String expression, String why)
      throws SQLException {
    TestSchema.execute(
        "CREATE FUNCTION core_it.evil() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' $$");
    SyncTable table = PLAIN.column("origin", expression, "text");
    assertThatThrownBy(() -> PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table)))
        .hasMessageContaining(why);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(PLAIN));

    assertThatThrownBy(() -> source.validate(table))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("The expression of column \"origin\" of core_it.t")
        .hasMessageContaining(why);
    assertThatThrownBy(() -> source.copy(table)).hasMessageContaining(why);
  }

  @Test
  void keysAndColumnsOfTheTrackingCannotBeExpressions() {
    assertThatThrownBy(() -> PLAIN.key("id").column("id", "id + 1", "int"))
        .hasMessageContaining("belongs to the key [id]");
    assertThatThrownBy(() -> PLAIN.column("sync_xid", "1", "int"))
        .hasMessageContaining("serves the tracking");
    assertThatThrownBy(() -> PLAIN.without("a").column("a", "1", "int"))
        .hasMessageContaining("is excluded too");
    assertThatThrownBy(() -> PLAIN.column("lakehouse_sync_a", "1", "int"))
        .hasMessageContaining("cannot have a column with the name");
    assertThatThrownBy(() -> PLAIN.column("a", "1", "numeric"))
        .hasMessageContaining("has the type 'numeric'. It must be numeric(precision, scale)");
    assertThatThrownBy(() -> PLAIN.column("a", "1) + (1", "int"))
        .hasMessageContaining("')' without its '('");
    assertThatThrownBy(
            () ->
                PgLakeSetup.of(TestSchema.postgres())
                    .apply(List.of(PLAIN.column("id", "id + 1", "int"))))
        .hasMessageContaining("Key column \"id\" of core_it.t is an expression");
  }

  /** The bounds of partitions say nothing about the values of the expression. */
  @Test
  void partitionsByAReplacedColumnAreFollowed() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int, day date, UNIQUE (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE core_it.t1 PARTITION OF core_it.t FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE core_it.t2 PARTITION OF core_it.t FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
        INSERT INTO core_it.t VALUES (1, '2026-01-01'), (2, '2026-01-31'), (3, '2026-02-01')
        """);
    SyncTable table = PLAIN.mode(WriteMode.APPEND).column("day", "day + 31", "date");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(source, table);

    TestSchema.execute("ALTER TABLE core_it.t DETACH PARTITION core_it.t2");
    copyAll(source, table);

    assertThat(TestSchema.rows("SELECT id, day FROM core_it.lake ORDER BY 1"))
        .containsExactly("1|2026-02-01", "2|2026-03-03");
    assertThat(verifier.verify(table).agrees()).isTrue();
  }
}
