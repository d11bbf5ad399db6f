package io.lakehousesync.postgres;

import static io.lakehousesync.contract.SyncSourceContract.copyAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that enter and leave the filter of a table, with each kind of tracking. */
class FilterIT {
  private static final String FILTER = "region = 'EU' AND status <> 'closed'";
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake").where(FILTER);

  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.copier()).rangeRows(3).build();

  private final PgLakeVerifier coarse =
      PgLakeVerifier.builder(TestSchema.copier()).rangeRows(5000).build();

  /** Kinds of tracking with which a row that leaves the filter leaves the Iceberg table. */
  static Stream<SyncTable> upserts() {
    return Stream.of(
        TABLE,
        TABLE.tracking(ChangeTracking.marker("synced_at")),
        TABLE.tracking(ChangeTracking.queue()),
        TABLE.tracking(ChangeTracking.comparison()));
  }

  static Stream<SyncTable> appends() {
    return Stream.of(
        TABLE.mode(WriteMode.APPEND),
        TABLE.mode(WriteMode.APPEND).deletes(Deletes.KEEP),
        TABLE.tracking(ChangeTracking.marker("synced_at")).mode(WriteMode.APPEND),
        TABLE.tracking(ChangeTracking.ordered("position")));
  }

  static Stream<SyncTable> withCheckpoint() {
    return Stream.concat(upserts(), appends())
        .filter(table -> !table.tracking().equals(ChangeTracking.comparison()));
  }

  private static PgLakeSource source(int batchRows) {
    return PgLakeSource.builder(TestSchema.copier()).batchRows(batchRows).build();
  }

  private static void create(SyncTable table) throws SQLException {
    TestSchema.recreate(
        """
        CREATE TYPE core_it.status AS ENUM ('open', 'closed');
        CREATE TABLE core_it.t (
          id int PRIMARY KEY, region text, status core_it.status NOT NULL DEFAULT 'open',
          note text, position bigint GENERATED ALWAYS AS IDENTITY, synced_at timestamp);
        INSERT INTO core_it.t (id, region, status) VALUES
          (1, 'EU', 'open'), (2, 'US', 'open'), (3, 'EU', 'closed'), (4, NULL, 'open'), (5, 'EU', 'open')
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
  }

  private static List<String> lake() throws SQLException {
    return TestSchema.rows("SELECT id FROM core_it.lake ORDER BY id");
  }

  /** Copies, and compares with what a plain query returns. */
  private void assertFollows(SyncSource source, SyncTable table, String sql) throws SQLException {
    TestSchema.execute(sql);
    copyAll(source, table);
    assertThat(
            TestSchema.rows(
                "SELECT id, region, status, note, position FROM core_it.lake ORDER BY 1"))
        .as(sql)
        .isEqualTo(
            TestSchema.rows(
                "SELECT id, region, status, note, position FROM core_it.t WHERE region = 'EU'"
                    + " AND status = 'open' ORDER BY 1"));
    boolean large = TestSchema.number("SELECT count(*) FROM core_it.t") > 100;
    VerifyReport report = (large ? coarse : verifier).verify(table);
    assertThat(report.agrees()).as("%s: %s", sql, report.differences()).isTrue();
    assertThat(report.pending()).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("upserts")
  void rowsEnterAndLeaveAndEnterAgain(SyncTable table) throws SQLException {
    create(table);
    SyncSource source = source(2);

    assertFollows(source, table, "SELECT 1");
    assertThat(lake()).containsExactly("1", "5");
    assertFollows(
        source,
        table,
        """
        UPDATE core_it.t SET region = 'US' WHERE id = 1;
        UPDATE core_it.t SET region = 'EU' WHERE id = 2;
        UPDATE core_it.t SET status = 'open' WHERE id = 3;
        INSERT INTO core_it.t (id, region) VALUES (6, 'EU'), (7, 'US')""");
    assertThat(lake()).containsExactly("2", "3", "5", "6");
    assertFollows(source, table, "UPDATE core_it.t SET region = 'EU', note = 'again' WHERE id = 1");
    assertThat(lake()).containsExactly("1", "2", "3", "5", "6");
    assertFollows(source, table, "UPDATE core_it.t SET region = NULL WHERE id = 5");
    assertThat(lake()).containsExactly("1", "2", "3", "6");
  }

  @ParameterizedTest
  @MethodSource("upserts")
  void deletesChangedKeysAndTruncateOfBothSorts(SyncTable table) throws SQLException {
    if (table.tracking().kind() == ChangeTracking.Kind.MARKER) {
      return; // Does not capture them.
    }
    create(table);
    SyncSource source = source(2);
    copyAll(source, table);

    assertFollows(source, table, "DELETE FROM core_it.t WHERE id IN (1, 2)");
    assertThat(lake()).containsExactly("5");
    assertFollows(
        source, table, "UPDATE core_it.t SET id = id * 10; INSERT INTO core_it.t VALUES (5, 'US')");
    assertThat(lake()).containsExactly("50");
    assertFollows(
        source,
        table,
        "UPDATE core_it.t SET id = 51, region = 'US' WHERE id = 50;"
            + " UPDATE core_it.t SET id = 41, region = 'EU' WHERE id = 40");
    assertThat(lake()).containsExactly("41");
    assertFollows(
        source, table, "TRUNCATE core_it.t; INSERT INTO core_it.t VALUES (8, 'EU'), (9, 'US')");
    assertThat(lake()).containsExactly("8");
  }

  @ParameterizedTest
  @MethodSource("appends")
  void aRowIsAppendedIfItMatchesWhenItIsCopied(SyncTable table) throws SQLException {
    create(table);
    SyncSource source = source(2);

    assertFollows(source, table, "SELECT 1");
    assertFollows(
        source,
        table,
        "INSERT INTO core_it.t (id, region) VALUES (6, 'EU'), (7, 'US'), (8, 'EU'), (9, NULL)");
    assertThat(lake()).containsExactly("1", "5", "6", "8");
    assertThat(source.guarantee(table)).contains("a row that ceases to pass it stays");

    TestSchema.execute("UPDATE core_it.t SET region = 'US' WHERE id = 5");
    copyAll(source, table);
    assertThat(lake()).containsExactly("1", "5", "6", "8");
    VerifyReport report = verifier.verify(table);
    if (table.deletes() == Deletes.KEEP) {
      assertThat(report.agrees()).isTrue();
      assertThat(report.counts().keptRows()).isOne();
    } else {
      // As for a deleted row: the Iceberg table has it, and the tracking does not capture this.
      assertThat(report.differences())
          .extracting(Difference::kind, Difference::cause, Difference::key)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(
                  Difference.Kind.EXTRA, Difference.Cause.NOT_CAPTURED, List.of("5")));
    }
  }

  /** Otherwise each copy would read these rows again. */
  @ParameterizedTest
  @MethodSource("withCheckpoint")
  void rowsThatDoNotMatchArePassedOnce(SyncTable table) throws SQLException {
    create(table);
    SyncSource source = source(100);
    copyAll(source, table);
    TestSchema.execute(
        "INSERT INTO core_it.t (id, region) SELECT i, 'US' FROM generate_series(10, 15) AS i");

    CopyResult result = source.copy(table);

    assertThat(result.rows()).isZero();
    assertThat(result.remaining()).isEqualTo(CopyResult.Remaining.NONE);
    assertThat(lake()).containsExactly("1", "5");
    assertThat(verifier.verify(table).agrees()).isTrue();
    assertThat(waiting(table)).as("rows or keys beyond the checkpoint").isZero();
    // The first check of a sync is only remembered; the second one finds no change.
    source.unchanged(List.of(table));
    source.copy(table);
    assertThat(source.unchanged(List.of(table))).containsKey(table);
  }

  private static long waiting(SyncTable table) throws SQLException {
    return TestSchema.number(
        switch (table.tracking().kind()) {
          case XID ->
              """
              SELECT count(*) FROM core_it.t, lakehouse_sync.checkpoint
              WHERE NOT pg_visible_in_snapshot(sync_xid, checkpoint.position::pg_snapshot)""";
          case MARKER -> "SELECT count(*) FROM core_it.t WHERE synced_at IS NULL";
          case ORDERED ->
              """
              SELECT count(*) FROM core_it.t, lakehouse_sync.checkpoint AS c
              WHERE t.position > c.position::bigint""";
          case QUEUE -> "SELECT count(*) FROM lakehouse_sync.queue_" + TestSchema.number(OID);
          case COMPARISON -> "SELECT 0";
        });
  }

  private static final String OID = "SELECT 'core_it.t'::regclass::oid::bigint";

  /** A large page appends the rows above all keys, and replaces the others. */
  @ParameterizedTest
  @ValueSource(ints = {700, 100_000})
  void aLargePageAppendsOnlyRowsThatMatch(int batchRows) throws SQLException {
    create(TABLE);
    SyncSource source = source(batchRows);
    copyAll(source, TABLE);

    assertFollows(
        source,
        TABLE,
        """
        INSERT INTO core_it.t (id, region)
          SELECT i, CASE i % 3 WHEN 0 THEN 'EU' WHEN 1 THEN 'US' END
          FROM generate_series(10, 12000) AS i;
        UPDATE core_it.t SET region = 'US' WHERE id = 1""");
    assertFollows(source, TABLE, "UPDATE core_it.t SET region = CASE id % 2 WHEN 0 THEN 'EU' END");
  }

  /**
   * An update that waits for its copy is no difference, whether the row leaves or stays outside.
   */
  @ParameterizedTest
  @MethodSource("upserts")
  void aRowThatLeavesIsPendingUntilTheNextCopy(SyncTable table) throws SQLException {
    create(table);
    SyncSource source = source(100);
    copyAll(source, table);
    TestSchema.execute(
        """
        UPDATE core_it.t SET region = 'US' WHERE id = 1;
        UPDATE core_it.t SET note = 'still outside' WHERE id = 2;
        UPDATE core_it.t SET note = 'still inside' WHERE id = 5""");

    VerifyReport report = verifier.verify(table);

    assertThat(report.pending()).hasValue(2);
    boolean compares = table.tracking().equals(ChangeTracking.comparison());
    assertThat(report.agrees()).isTrue();
    assertThat(report.differences()).hasSize(compares ? 2 : 0);
    assertThat(verifier.count(table).heapRows()).isOne();
    assertThat(verifier.count(table).icebergRows()).isEqualTo(2);
    copyAll(source, table);
    assertThat(verifier.verify(table).pending()).hasValue(0);
    assertThat(lake()).containsExactly("5");
  }

  @ParameterizedTest
  @MethodSource("withCheckpoint")
  void aVerificationFindsPlantedDifferencesAndARepairHealsThem(SyncTable table)
      throws SQLException {
    create(table);
    copyAll(source(100), table);
    TestSchema.execute(
        """
        DELETE FROM core_it.lake WHERE id = 1;
        INSERT INTO core_it.lake (id, region, status, position) VALUES (2, 'US', 'open', 2)""");

    VerifyReport report = verifier.verify(table);
    if (table.deletes() == Deletes.KEEP) {
      assertThat(report.differences()).extracting(Difference::key).containsExactly(List.of("1"));
      return;
    }
    assertThat(report.differences())
        .extracting(Difference::kind, Difference::key)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(Difference.Kind.MISSING, List.of("1")),
            org.assertj.core.groups.Tuple.tuple(Difference.Kind.EXTRA, List.of("2")));
    assertThat(verifier.repair(RepairPlan.of(report)).remaining()).isEmpty();
    assertThat(lake()).containsExactly("1", "5");
    assertThat(verifier.verify(table).agrees()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xid", "queue"})
  void partitionsAreFiltered(String kind) throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int, day date, region text, PRIMARY KEY (id, day))
          PARTITION BY RANGE (day);
        CREATE TABLE core_it.t1 PARTITION OF core_it.t FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE core_it.t2 PARTITION OF core_it.t FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
        CREATE TABLE core_it.old (id int, day date NOT NULL, region text, PRIMARY KEY (id, day));
        INSERT INTO core_it.old VALUES (20, '2026-03-01', 'EU'), (21, '2026-03-01', 'US');
        INSERT INTO core_it.t VALUES
          (1, '2026-01-01', 'EU'), (2, '2026-01-01', 'US'), (3, '2026-02-01', 'EU'), (4, '2026-02-01', 'US')
        """);
    SyncTable table =
        SyncTable.of("core_it.t", "core_it.lake")
            .tracking(kind.equals("xid") ? ChangeTracking.xid() : ChangeTracking.queue())
            .where("region = 'EU'");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    SyncSource source = source(1);
    copyAll(source, table);
    assertThat(lake()).containsExactly("1", "3");

    if (kind.equals("xid")) {
      TestSchema.execute(
          "ALTER TABLE core_it.old ADD sync_xid xid8 NOT NULL DEFAULT pg_current_xact_id()");
    }
    TestSchema.execute(
        "ALTER TABLE core_it.t ATTACH PARTITION core_it.old FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')");
    copyAll(source, table);
    assertThat(lake()).containsExactly("1", "3", "20");
    TestSchema.execute(
        """
        ALTER TABLE core_it.t DETACH PARTITION core_it.t1;
        UPDATE core_it.t1 SET region = 'US' WHERE id = 1;
        UPDATE core_it.t1 SET region = 'EU' WHERE id = 2;
        ALTER TABLE core_it.t ATTACH PARTITION core_it.t1 FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        UPDATE core_it.t SET day = '2026-02-02', region = 'EU' WHERE id = 21""");
    copyAll(source, table);
    assertThat(lake()).containsExactly("2", "3", "20", "21");
    assertThat(verifier.verify(table).agrees()).isTrue();
    TestSchema.execute("TRUNCATE core_it.t2");
    copyAll(source, table);
    assertThat(lake()).containsExactly("2", "20");
    assertThat(verifier.verify(table).agrees()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("withCheckpoint")
  void aChangedFilterStopsTheCopyUntilANewBaseline(SyncTable table) throws SQLException {
    create(table);
    copyAll(source(100), table);

    for (SyncTable changed :
        List.of(
            table.where("region = 'US'"),
            SyncTable.of("core_it.t", "core_it.lake")
                .tracking(table.tracking())
                .mode(table.mode().orElse(WriteMode.UPSERT))
                .deletes(table.deletes()))) {
      SyncTable other =
          table.tracking().kind() == ChangeTracking.Kind.ORDERED && changed.where().isEmpty()
              ? changed.mode(WriteMode.APPEND)
              : changed;
      assertThatThrownBy(() -> source(100).copy(other))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining(
              "was written with the expressions \"where " + FILTER + "; columns 2")
          .hasMessageContaining("PgLakeSetup.newBaseline");
      assertThatThrownBy(() -> verifier.verify(other)).hasMessageContaining("newBaseline");
    }
    assertThat(lake()).containsExactly("1", "5");

    SyncTable us = table.where("region = 'US'");
    PgLakeSetup.of(TestSchema.postgres()).newBaseline(us);
    copyAll(source(100), us);
    assertThat(lake()).containsExactly("2");
    assertThat(verifier.verify(us).agrees()).isTrue();
    assertThatThrownBy(() -> source(100).copy(table)).hasMessageContaining("newBaseline");
  }

  /** Comparison has no checkpoint: the next copy replaces all rows. */
  @Test
  void aComparisonFollowsAChangedFilter() throws SQLException {
    SyncTable table = TABLE.tracking(ChangeTracking.comparison());
    create(table);
    copyAll(source(100), table);

    copyAll(source(100), table.where("region = 'US'"));

    assertThat(lake()).containsExactly("2");
  }

  /** A filter that was set later, on a table that was copied without one. */
  @ParameterizedTest
  @MethodSource("withCheckpoint")
  void aFilterThatIsAddedLaterStopsTheCopy(SyncTable table) throws SQLException {
    SyncTable all =
        SyncTable.of("core_it.t", "core_it.lake")
            .tracking(table.tracking())
            .deletes(table.deletes());
    all = table.mode().isPresent() ? all.mode(table.mode().get()) : all;
    create(all);
    copyAll(source(100), all);

    assertThatThrownBy(() -> source(100).copy(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("was written with no filter")
        .hasMessageContaining("PgLakeSetup.newBaseline");
  }

  /** The filter means other values now, although its text is the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE core_it.t RENAME region TO r; ALTER TABLE core_it.t RENAME note TO region;"
            + " ALTER TABLE core_it.t RENAME r TO note",
        "ALTER TABLE core_it.t DROP region; ALTER TABLE core_it.t ADD region text DEFAULT 'EU'",
        "ALTER TABLE core_it.t DROP region",
        "ALTER TABLE core_it.t RENAME region TO area",
      })
  void aColumnOfTheFilterThatIsReplacedStopsTheCopy(String change) throws SQLException {
    for (SyncTable kind : withCheckpoint().toList()) {
      SyncTable table = kind.columns("id", "status");
      create(table);
      SyncSource source = source(100);
      copyAll(source, table);

      TestSchema.execute(change);

      assertThatThrownBy(() -> source.copy(table))
          .as("%s", table.tracking())
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining(
              change.contains("ADD") || change.contains("note")
                  ? "newBaseline"
                  : "column \"region\" does not exist");
    }
  }

  /** The filter names both columns, so the numbers of its columns stay the same. */
  @Test
  void twoColumnsOfTheFilterThatSwapTheirNamesStopTheCopy() throws SQLException {
    for (SyncTable kind : withCheckpoint().toList()) {
      SyncTable table = kind.columns("id").where("region = 'EU' AND note IS NULL");
      create(table);
      SyncSource source = source(100);
      copyAll(source, table);

      TestSchema.execute(
          "ALTER TABLE core_it.t RENAME region TO r; ALTER TABLE core_it.t RENAME note TO region;"
              + " ALTER TABLE core_it.t RENAME r TO note");

      assertThatThrownBy(() -> source.copy(table))
          .as("%s", table.tracking())
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("newBaseline");
    }
  }

  /** The values stay the same, but are compared in another way. No row is rewritten. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "note < 'b' | text COLLATE \"C\"",
        "(seen AT TIME ZONE 'Asia/Tokyo') < '2026-01-02' | timestamptz",
      })
  void aTypeOrCollationThatGivesTheFilterAnotherMeaningIsNoticed(String filter, String type)
      throws SQLException {
    String column = filter.startsWith("note") ? "note" : "seen";
    for (SyncTable kind : withCheckpoint().toList()) {
      SyncTable table = kind.columns("id").where(filter);
      TestSchema.recreate(
          """
          CREATE TABLE core_it.t (
            id int PRIMARY KEY, note text COLLATE "en-x-icu", seen timestamp,
            position bigint GENERATED ALWAYS AS IDENTITY, synced_at timestamp);
          INSERT INTO core_it.t (id, note, seen) VALUES
            (1, 'a', '2026-01-01 05:00'), (2, 'B', '2026-01-01 20:00'), (3, 'a', '2026-01-02 20:00')
          """);
      PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
      SyncSource source = source(100);
      copyAll(source, table);
      assertThat(lake()).as("%s", table.tracking()).hasSize(2);

      TestSchema.execute(
          "SET TimeZone = 'UTC'; ALTER TABLE core_it.t ALTER %s TYPE %s".formatted(column, type));

      if (table.tracking().kind() == ChangeTracking.Kind.XID && table.mode().isEmpty()) {
        copyAll(source, table);
        assertThat(lake())
            .isEqualTo(
                TestSchema.rows("SELECT id FROM core_it.t WHERE " + filter + " ORDER BY id"));
      } else if (table.tracking().kind() != ChangeTracking.Kind.XID) {
        assertThatThrownBy(() -> source.copy(table))
            .as("%s", table.tracking())
            .isInstanceOf(NotAppliedException.class)
            .hasMessageContaining("newBaseline");
      }
    }
  }

  /** The names of present times are ordinary words in a text. */
  @Test
  void aTextMayContainTheWordNow() throws SQLException {
    SyncTable table = TABLE.where("note IS DISTINCT FROM 'call now, or today'");
    create(table);

    copyAll(source(100), table);

    assertThat(lake()).hasSize(5);
  }

  /** The same text must mean the same rows in every session. */
  @Test
  void settingsOfTheSessionDoNotChangeTheFilter() throws SQLException {
    SyncTable table =
        TABLE.columns("id").where("seen < '01/02/2026' AND bytes::text = '\\x616263'");
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, seen date, bytes bytea);
        INSERT INTO core_it.t VALUES (1, '2026-01-01', 'abc'), (2, '2026-01-15', 'abc')
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    DataSource other = TestSchema.postgres("SET DateStyle = 'ISO, DMY'; SET bytea_output = escape");

    copyAll(PgLakeSource.of(other), table);

    assertThat(lake()).containsExactly("1");
    assertThat(PgLakeVerifier.builder(other).build().verify(table).agrees()).isTrue();
  }

  @Test
  void aComparisonWithNullMeansTheSameInEverySession() throws SQLException {
    SyncTable table = TABLE.columns("id").where("(region = NULL) IS NULL");
    create(table);
    DataSource other = TestSchema.postgres("SET transform_null_equals = on");

    copyAll(PgLakeSource.of(other), table);

    assertThat(lake()).hasSize((int) TestSchema.number("SELECT count(*) FROM core_it.t"));
  }

  /** IST is the time of Israel by default, and the time of India with the other abbreviations. */
  @Test
  void theNameOfATimeZoneMeansTheSameInEverySession() throws SQLException {
    SyncTable table = TABLE.columns("id").where("seen < '2026-01-01 12:00 IST'");
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, seen timestamptz);
        INSERT INTO core_it.t VALUES (1, '2026-01-01 08:00+00'), (2, '2026-01-01 11:00+00')
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    DataSource other = TestSchema.postgres("SET timezone_abbreviations = 'India'");

    copyAll(PgLakeSource.of(other), table);

    assertThat(lake()).containsExactly("1");
  }

  /** ALTER TABLE gives the filter's column new values, and fires no trigger. */
  @Test
  void theDefaultFollowsARewriteOfTheFiltersColumn() throws SQLException {
    SyncTable table = TABLE.columns("id");
    create(table);
    SyncSource source = source(100);
    copyAll(source, table);
    assertThat(lake()).containsExactly("1", "5");

    TestSchema.execute(
        "ALTER TABLE core_it.t ALTER region TYPE text USING CASE region WHEN 'US' THEN 'EU' END");
    copyAll(source, table);

    assertThat(lake()).containsExactly("2");
  }

  /** Values of an enum are texts for the filter: a renamed one is another text. */
  @Test
  void theDefaultFollowsARenamedEnumValueThatOnlyTheFilterReads() throws SQLException {
    SyncTable table = TABLE.columns("id");
    create(table);
    SyncSource source = source(100);
    copyAll(source, table);

    TestSchema.execute("ALTER TYPE core_it.status RENAME VALUE 'closed' TO 'done'");
    copyAll(source, table);

    assertThat(lake()).containsExactly("1", "3", "5");
  }

  @Test
  void anArchiveWithUpsertsIsRefused() throws SQLException {
    SyncTable table = TABLE.deletes(Deletes.KEEP);
    assertThatThrownBy(() -> create(table))
        .hasMessageContaining("deletes(KEEP) does not work with a filter and mode UPSERT");
  }
}
