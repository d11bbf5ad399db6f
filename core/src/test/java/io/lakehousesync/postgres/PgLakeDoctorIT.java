package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Causes each problem, checks its finding, runs its SQL, and checks that the finding is gone. */
class PgLakeDoctorIT {
  private static final SyncTable XID =
      SyncTable.of("core_it.\"Sales\"", "core_it.iceberg_sales").mode(WriteMode.UPSERT);
  private static final SyncTable MARKER = XID.tracking(ChangeTracking.marker("synced_at"));
  private static final SyncTable QUEUE = XID.tracking(ChangeTracking.queue());
  private static final SyncTable ORDERED =
      XID.tracking(ChangeTracking.ordered("id")).mode(WriteMode.APPEND);
  private static final SyncTable COMPARISON = XID.tracking(ChangeTracking.comparison());
  private static final Set<String> ALWAYS_THERE = Set.of("few-background-workers");

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private final PgLakeDoctor doctor = PgLakeDoctor.of(TestSchema.postgres());

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE COLLATION core_it.any_case (
          provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE TABLE core_it."Sales" (
          id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          code uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT one_code UNIQUE,
          name text COLLATE core_it.any_case NOT NULL DEFAULT gen_random_uuid(),
          amount numeric(12,2),
          day date,
          at timestamptz);
        CREATE UNIQUE INDEX one_name ON core_it."Sales" (name)
        """);
  }

  static Stream<SyncTable> healthy() {
    return Stream.of(XID, MARKER, QUEUE, ORDERED, COMPARISON);
  }

  @ParameterizedTest
  @MethodSource("healthy")
  void findsNothingInATableThatWasSetUp(SyncTable table) throws SQLException {
    setup.apply(List.of(table));
    TestSchema.execute(
        "INSERT INTO core_it.\"Sales\" (amount, day, at) VALUES (1, '0001-01-01', now())");

    assertThat(findings(table)).isEmpty();
    assertThat(doctor.examineValues(List.of(table), Duration.ofSeconds(30))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("healthy")
  void tableBeforeItsSetupHasOneFinding(SyncTable table) {
    Finding finding = only(table, "iceberg-missing");

    assertThat(finding.isCuredBySetup()).isTrue();
    assertThat(finding.what())
        .startsWith(
            "Iceberg table %s does not exist. The set-up creates it".formatted(table.target()))
        .endsWith(
            switch (table.tracking().kind()) {
              case XID -> ", and adds column sync_xid and 6 triggers to the heap table.";
              default -> ".";
            });
  }

  @Test
  void whatTheSetupCannotCureIsFoundBeforeIt() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.\"Sales\" SET UNLOGGED");

    assertThat(codes(XID)).containsExactlyInAnyOrder("iceberg-missing", "heap-is-unlogged");
  }

  static Stream<Arguments> curedBySql() {
    return Stream.of(
        Arguments.of(XID, "heap-is-unlogged", "ALTER TABLE core_it.\"Sales\" SET UNLOGGED"),
        Arguments.of(
            XID,
            "inheritance-children",
            "CREATE TABLE core_it.child () INHERITS (core_it.\"Sales\")"),
        Arguments.of(
            XID,
            "xid-default-missing",
            "ALTER TABLE core_it.\"Sales\" ALTER sync_xid SET DEFAULT '7'"),
        Arguments.of(
            XID,
            "tracking-column-nullable",
            "ALTER TABLE core_it.\"Sales\" ALTER sync_xid DROP NOT NULL"),
        Arguments.of(
            ORDERED, "ordered-sequence-cached", "ALTER SEQUENCE core_it.\"Sales_id_seq\" CACHE 20"),
        Arguments.of(
            ORDERED, "ordered-sequence-turns", "ALTER SEQUENCE core_it.\"Sales_id_seq\" CYCLE"),
        Arguments.of(
            XID.key("code"),
            "key-nullable",
            "ALTER TABLE core_it.\"Sales\" ALTER code DROP NOT NULL"),
        Arguments.of(
            XID.key("code"),
            "key-not-unique",
            "ALTER TABLE core_it.\"Sales\" DROP CONSTRAINT one_code"),
        Arguments.of(
            XID.key("name"),
            "key-not-unique",
            "DROP INDEX core_it.one_name;"
                + "CREATE UNIQUE INDEX ON core_it.\"Sales\" (name COLLATE \"C\")"));
  }

  @ParameterizedTest
  @MethodSource("curedBySql")
  void findsAProblemThatItsSqlCures(SyncTable table, String code, String problem)
      throws SQLException {
    setup.apply(List.of(table));
    assertThat(codes(table)).doesNotContain("heap-missing", "iceberg-missing");
    TestSchema.execute(problem);

    Finding finding = only(table, code);
    TestSchema.execute(finding.cure());

    assertThat(codes(table)).isEmpty();
  }

  static Stream<Arguments> curedByHand() {
    return Stream.of(
        Arguments.of(
            XID,
            "trigger-missing",
            "DROP TRIGGER zz_lakehouse_sync_update ON core_it.\"Sales\"",
            "APPLY"),
        Arguments.of(
            MARKER,
            "marker-without-trigger",
            """
            DROP TRIGGER lakehouse_sync_marker ON core_it."Sales";
            DROP TRIGGER lakehouse_sync_marker_insert ON core_it."Sales"
            """,
            "APPLY"),
        Arguments.of(
            MARKER,
            "trigger-missing",
            "DROP TRIGGER lakehouse_sync_marker_insert ON core_it.\"Sales\"",
            "APPLY"),
        Arguments.of(
            MARKER,
            "marking-fires-triggers",
            """
            CREATE FUNCTION core_it.audit() RETURNS trigger LANGUAGE plpgsql
              AS $f$ BEGIN RETURN NULL; END $f$;
            CREATE TRIGGER audit AFTER UPDATE ON core_it."Sales" EXECUTE FUNCTION core_it.audit();
            CREATE TRIGGER of_amount AFTER UPDATE OF amount ON core_it."Sales"
              EXECUTE FUNCTION core_it.audit()
            """,
            """
            CREATE OR REPLACE TRIGGER audit AFTER UPDATE ON core_it."Sales"
              WHEN (coalesce(current_setting('lakehouse_sync.marking', true), '') = '')
              EXECUTE FUNCTION core_it.audit()
            """),
        Arguments.of(
            QUEUE,
            "trigger-state",
            "ALTER TABLE core_it.\"Sales\" ENABLE TRIGGER lakehouse_sync_queue",
            "APPLY"),
        Arguments.of(
            QUEUE,
            "trigger-outdated",
            """
            DO $$ BEGIN EXECUTE format('CREATE OR REPLACE FUNCTION %s() RETURNS trigger'
              ' LANGUAGE plpgsql AS $f$ BEGIN RETURN NULL; END $f$',
              (SELECT tgfoid::regproc FROM pg_trigger WHERE tgname = 'lakehouse_sync_queue'
               AND tgrelid = 'core_it."Sales"'::regclass)); END $$
            """,
            "APPLY"),
        Arguments.of(
            QUEUE.key("code"),
            "key-is-rounded",
            """
            ALTER TABLE core_it."Sales" ALTER code DROP DEFAULT;
            ALTER TABLE core_it."Sales" ALTER code TYPE numeric USING 1
            """,
            "ALTER TABLE core_it.\"Sales\" ALTER code TYPE uuid USING gen_random_uuid()"),
        Arguments.of(XID, "iceberg-missing", "DROP TABLE core_it.iceberg_sales", "APPLY"),
        Arguments.of(
            XID,
            "index-missing",
            "INSERT INTO core_it.\"Sales\" (amount) SELECT 1 FROM generate_series(1, 200000);"
                + " ANALYZE core_it.\"Sales\"",
            "APPLY"),
        Arguments.of(
            XID,
            "heap-missing",
            "ALTER TABLE core_it.\"Sales\" RENAME TO gone",
            "ALTER TABLE core_it.gone RENAME TO \"Sales\""),
        Arguments.of(
            XID,
            "columns-differ",
            "ALTER TABLE core_it.iceberg_sales ADD COLUMN more int",
            "ALTER TABLE core_it.iceberg_sales DROP COLUMN more"),
        Arguments.of(
            ORDERED,
            "ordered-values-in-blocks",
            "ALTER SEQUENCE core_it.\"Sales_id_seq\" INCREMENT 50",
            "ALTER SEQUENCE core_it.\"Sales_id_seq\" INCREMENT 1"),
        Arguments.of(
            ORDERED,
            "ordered-without-sequence",
            "ALTER TABLE core_it.\"Sales\" ALTER id DROP IDENTITY",
            "ALTER TABLE core_it.\"Sales\" ALTER id ADD GENERATED ALWAYS AS IDENTITY"),
        Arguments.of(
            COMPARISON.columns("id", "amount"),
            "numeric-becomes-double",
            """
            ALTER TABLE core_it."Sales" ALTER amount TYPE numeric;
            DROP TABLE core_it.iceberg_sales;
            CREATE TABLE core_it.iceberg_sales (id int, amount double precision) USING iceberg
            """,
            """
            ALTER TABLE core_it."Sales" ALTER amount TYPE numeric(38, 10);
            DROP TABLE core_it.iceberg_sales;
            CREATE TABLE core_it.iceberg_sales (id int, amount numeric(38, 10)) USING iceberg
            """),
        Arguments.of(
            COMPARISON.columns("id", "amount"),
            "type-is-locked",
            """
            CREATE TYPE core_it.pair AS (a int, b int);
            ALTER TABLE core_it."Sales" ALTER amount TYPE core_it.pair USING ROW (1, 2)::core_it.pair;
            DROP TABLE core_it.iceberg_sales;
            CREATE TABLE core_it.iceberg_sales (id int, amount core_it.pair) USING iceberg
            """,
            """
            ALTER TABLE core_it."Sales" ALTER amount TYPE int USING 1;
            DROP TABLE core_it.iceberg_sales;
            CREATE TABLE core_it.iceberg_sales (id int, amount int) USING iceberg
            """),
        Arguments.of(
            COMPARISON,
            "time-zone-is-lost",
            "ALTER TABLE core_it.\"Sales\" ADD COLUMN clock timetz",
            "ALTER TABLE core_it.\"Sales\" ALTER COLUMN clock TYPE time"),
        Arguments.of(
            COMPARISON,
            "array-of-arrays",
            "ALTER TABLE core_it.\"Sales\" ADD COLUMN matrix int[][]",
            "ALTER TABLE core_it.\"Sales\" DROP COLUMN matrix"),
        Arguments.of(
            XID,
            "foreign-partition",
            """
            DROP TABLE core_it."Sales";
            CREATE TABLE core_it."Sales" (id int NOT NULL, sync_xid xid8 NOT NULL
              DEFAULT pg_current_xact_id(), amount numeric(12,2), day date, at timestamptz)
              PARTITION BY RANGE (id);
            CREATE INDEX ON core_it."Sales" (sync_xid);
            CREATE FOREIGN DATA WRAPPER core_it;
            CREATE SERVER core_it FOREIGN DATA WRAPPER core_it;
            CREATE FOREIGN TABLE core_it.far PARTITION OF core_it."Sales"
              FOR VALUES FROM (1) TO (9) SERVER core_it
            """,
            "DROP FOREIGN DATA WRAPPER core_it CASCADE"),
        Arguments.of(
            COMPARISON,
            "heap-is-not-a-table",
            """
            ALTER TABLE core_it."Sales" RENAME TO base;
            CREATE VIEW core_it."Sales" AS TABLE core_it.base
            """,
            "DROP VIEW core_it.\"Sales\"; ALTER TABLE core_it.base RENAME TO \"Sales\""),
        Arguments.of(XID, "checkpoints-missing", "DROP TABLE lakehouse_sync.checkpoint", "APPLY"),
        Arguments.of(
            XID,
            "trigger-is-off",
            "ALTER TABLE core_it.\"Sales\" DISABLE TRIGGER zz_lakehouse_sync_update",
            "APPLY"),
        Arguments.of(
            QUEUE,
            "trigger-is-off",
            "ALTER TABLE core_it.\"Sales\" DISABLE TRIGGER lakehouse_sync_delete",
            "APPLY"),
        Arguments.of(
            XID,
            "tracking-column-missing",
            "ALTER TABLE core_it.\"Sales\" DROP COLUMN sync_xid CASCADE",
            "APPLY"));
  }

  @ParameterizedTest
  @MethodSource("curedByHand")
  void namesAProblemAndWhatToDo(SyncTable table, String code, String problem, String cure)
      throws SQLException {
    setup.apply(List.of(table));
    TestSchema.execute(problem);

    try {
      assertThat(codes(table)).contains(code);
      assertThat(findings(table))
          .filteredOn(finding -> finding.code().equals(code))
          .allSatisfy(finding -> assertThat(finding.cure()).isNotBlank());
    } finally {
      if (cure.equals("APPLY")) {
        setup.apply(List.of(table));
      } else {
        TestSchema.execute(cure);
      }
    }
    assertThat(codes(table)).doesNotContain(code);
  }

  @Test
  void columnWithTransactionStartTimeIsAnError() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.\"Sales\" ALTER at SET DEFAULT now()");
    SyncTable table = ORDERED.tracking(ChangeTracking.ordered("at"));
    setup.apply(List.of(table));

    assertThat(codes(table))
        .contains(
            "ordered-by-start-time",
            "ordered-without-sequence",
            "index-missing",
            "tracking-column-nullable");
  }

  @Test
  void cureOfADisabledTriggerCoversMissedChanges() throws SQLException {
    for (SyncTable table : List.of(XID, MARKER, QUEUE)) {
      setup.apply(List.of(table));
      TestSchema.execute("ALTER TABLE core_it.\"Sales\" DISABLE TRIGGER USER");

      assertThat(findings(table))
          .filteredOn(finding -> finding.code().equals("trigger-is-off"))
          .isNotEmpty()
          .allSatisfy(
              finding ->
                  assertThat(finding.cure())
                      .startsWith("Run the set-up (PgLakeSetup)")
                      .doesNotContain("ENABLE TRIGGER")
                      .contains(
                          table.equals(MARKER)
                              ? "the next copy then copies all rows"
                              : "the next copy then replaces all rows"));
      setup.apply(List.of(table));
    }
  }

  @Test
  void missingOrderedColumnMustBeNamedDifferently() throws SQLException {
    SyncTable table = ORDERED.tracking(ChangeTracking.ordered("serial"));

    assertThat(findings(table))
        .filteredOn(finding -> finding.code().equals("tracking-column-missing"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what()).endsWith(" has no column \"serial\".");
              assertThat(finding.cure())
                  .isEqualTo(
                      "Name an existing column in ChangeTracking.ordered(...); the set-up does not"
                          + " add one.");
            });
  }

  @Test
  void ownerOfAPartitionedTableMustBeAbleToAddPartitions() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it."Sales" (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE core_it.part PARTITION OF core_it."Sales" FOR VALUES FROM (0) TO (9)
        """);
    setup.apply(List.of(QUEUE));
    assertThat(codes(QUEUE)).isEmpty();
    TestSchema.execute("DROP ROLE IF EXISTS core_it_owner; CREATE ROLE core_it_owner");
    try {
      TestSchema.execute(
          "GRANT ALL ON SCHEMA core_it TO core_it_owner;"
              + " ALTER TABLE core_it.\"Sales\" OWNER TO core_it_owner");
      assertThat(codes(QUEUE)).containsExactly("owner-may-not-execute");
      setup.apply(List.of(QUEUE));
      assertThat(codes(QUEUE)).isEmpty();
      assertThat(setup.plan(List.of(QUEUE))).isEmpty();
    } finally {
      TestSchema.recreate("DROP OWNED BY core_it_owner; DROP ROLE core_it_owner");
    }
  }

  /** Workers of a subscription fire no statement-level trigger, but the row-level twin. */
  @Test
  void subscriptionFiresTheTriggersOfAQueueAndOfAMarker() throws SQLException {
    for (SyncTable table : List.of(QUEUE, MARKER)) {
      setup.apply(List.of(table));
      TestSchema.execute(
          "CREATE SUBSCRIPTION core_it CONNECTION '' PUBLICATION p WITH (connect = false)");
      TestSchema.execute(
          """
          INSERT INTO pg_subscription_rel (srsubid, srrelid, srsubstate)
          SELECT oid, 'core_it."Sales"'::regclass, 'r' FROM pg_subscription WHERE subname = 'core_it'
          """);
      try {
        assertThat(codes(table)).isEmpty();
      } finally {
        TestSchema.execute("ALTER SUBSCRIPTION core_it SET (slot_name = NONE)");
        TestSchema.execute("DROP SUBSCRIPTION core_it");
      }
      setup.teardown(List.of(table));
    }
  }

  @Test
  void publishedTrackingColumnIsAWarning() throws SQLException {
    setup.apply(List.of(XID));
    TestSchema.execute("CREATE PUBLICATION core_it FOR TABLE core_it.\"Sales\"");
    try {
      String cure = only(XID, "column-is-published").cure();
      TestSchema.execute(cure.substring(0, cure.indexOf(", or add")));
      assertThat(codes(XID)).isEmpty();
    } finally {
      TestSchema.execute("DROP PUBLICATION core_it");
    }
  }

  /** The owner of any published table can lock it. */
  @ParameterizedTest
  @ValueSource(strings = {"FOR ALL TABLES", "FOR TABLES IN SCHEMA core_it"})
  void aLockedTableOfThePublicationDoesNotDelayTheDoctor(String published) throws SQLException {
    setup.apply(List.of(XID));
    TestSchema.execute("CREATE TABLE core_it.locked (id int)");
    TestSchema.execute("CREATE PUBLICATION core_it " + published);
    try (Connection owner = TestSchema.postgres().getConnection()) {
      owner.setAutoCommit(false);
      TestSchema.execute(owner, "LOCK TABLE core_it.locked");

      assertThat(only(XID, "column-is-published").what()).contains("\"Sales\"");
      owner.rollback();
    } finally {
      TestSchema.execute("DROP PUBLICATION core_it");
    }
  }

  @Test
  void namesEachMissingPrivilege() throws SQLException {
    setup.apply(List.of(MARKER));
    TestSchema.execute("DROP ROLE IF EXISTS core_it_reader");
    TestSchema.execute("CREATE ROLE core_it_reader");

    TestSchema.execute("ALTER TABLE core_it.\"Sales\" ENABLE ROW LEVEL SECURITY");
    try {
      PgLakeDoctor reader = PgLakeDoctor.of(as("core_it_reader"));
      List<Finding> findings = reader.examine(List.of(MARKER));
      assertThat(findings)
          .filteredOn(finding -> finding.code().equals("privilege-missing"))
          .extracting(Finding::what)
          .containsExactlyInAnyOrder(
              "Role core_it_reader may not use schema core_it.",
              "Role core_it_reader may not SELECT \"core_it\".\"Sales\".",
              "Role core_it_reader may not UPDATE column synced_at of \"core_it\".\"Sales\".",
              "Role core_it_reader may not SELECT \"core_it\".\"iceberg_sales\".",
              "Role core_it_reader may not INSERT \"core_it\".\"iceberg_sales\".",
              "Role core_it_reader may not DELETE \"core_it\".\"iceberg_sales\".",
              "Role core_it_reader lacks privileges in schema lakehouse_sync, which holds the checkpoints.");
      assertThat(findings).extracting(Finding::code).contains("row-security");

      for (Finding finding : findings) {
        if (Set.of("privilege-missing", "row-security").contains(finding.code())) {
          TestSchema.execute(finding.cure());
        }
      }
      assertThat(reader.examine(List.of(MARKER)))
          .extracting(Finding::code)
          .isSubsetOf(ALWAYS_THERE);
    } finally {
      TestSchema.execute("DROP OWNED BY core_it_reader; DROP ROLE core_it_reader");
    }
  }

  @Test
  void findsValuesThatIcebergCannotStore() throws SQLException {
    setup.apply(List.of(XID));
    TestSchema.execute(
        """
        INSERT INTO core_it."Sales" (amount, day, at)
        VALUES (1, '2026-11-23', 'infinity'), ('NaN', '0044-03-15 BC', now())
        """);

    List<Finding> findings = doctor.examineValues(List.of(XID), Duration.ofSeconds(30));
    assertThat(findings)
        .extracting(Finding::what)
        .anyMatch(what -> what.contains("\"amount\""))
        .anyMatch(what -> what.contains("\"day\""))
        .anyMatch(what -> what.contains("\"at\""))
        .hasSize(3);
    for (Finding finding : findings) {
      TestSchema.execute(finding.cure());
    }
    assertThat(doctor.examineValues(List.of(XID), Duration.ofSeconds(30))).isEmpty();
    PgLakeSource.of(TestSchema.copier()).copy(XID);
  }

  /** A row with the value must make the copy fail. Then the finding has a reason. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "time; 24:00",
        "time[]; {12:00,24:00}",
        "core_it.clock; 24:00",
        "core_it.clock[]; {NULL,24:00}",
        "date[]; {2026-11-23,infinity}",
        "core_it.due; infinity",
        "core_it.due[]; {-infinity}",
        "core_it.dues; {infinity}",
        "core_it.late_dues; {infinity}",
        "timestamp(3)[]; {infinity}",
        "timestamptz[]; {2026-11-23 12:00,0044-03-15 BC}",
        "core_it.seen; -infinity",
        "numeric(12,2)[]; {1,NaN}",
        "core_it.price; NaN",
        "core_it.price[]; {NaN}",
        "core_it.prices; {NaN}",
        "int[]; {{1,2},{3,4}}",
        "text[]; {{a},{b}}",
        "core_it.mood[]; {{sad},{happy}}",
        "core_it.numbers; {{1},{2}}"
      })
  void findsValuesInArraysAndDomains(String type, String value) throws SQLException {
    TestSchema.execute(
        """
        CREATE DOMAIN core_it.clock AS time;
        CREATE DOMAIN core_it.due AS date;
        CREATE DOMAIN core_it.dues AS date[];
        CREATE DOMAIN core_it.late_dues AS core_it.due[];
        CREATE DOMAIN core_it.seen AS timestamptz(3);
        CREATE DOMAIN core_it.price AS numeric(12, 2);
        CREATE DOMAIN core_it.prices AS numeric(12, 2)[];
        CREATE DOMAIN core_it.numbers AS int[];
        CREATE TYPE core_it.mood AS ENUM ('sad', 'happy');
        ALTER TABLE core_it."Sales" ADD COLUMN "V" %s
        """
            .formatted(type));
    setup.apply(List.of(XID));
    TestSchema.execute(
        "INSERT INTO core_it.\"Sales\" (\"V\") VALUES ('%s'), (NULL)".formatted(value));

    List<Finding> findings = doctor.examineValues(List.of(XID), Duration.ofSeconds(30));

    assertThat(findings).extracting(Finding::code).containsExactly("value-out-of-range");
    assertThat(findings.get(0).what()).startsWith("Column \"V\" of core_it.\"Sales\" holds values");
    assertThatThrownBy(() -> PgLakeSource.of(TestSchema.copier()).copy(XID))
        .isInstanceOf(NotAppliedException.class);
    TestSchema.execute(findings.get(0).cure());
    assertThat(doctor.examineValues(List.of(XID), Duration.ofSeconds(30))).isEmpty();
    assertThat(PgLakeSource.of(TestSchema.copier()).copy(XID).rows()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "time[]; {00:00,23:59:59.999999}",
        "date[]; {0001-01-01,9999-12-31}",
        "timestamptz[]; {}",
        "numeric[]; {NaN,Infinity}",
        "core_it.amount; NaN",
        "numeric; Infinity",
        "double precision[]; {NaN}",
        "interval; 24:00",
        "int[]; [5:6]={1,2}"
      })
  void findsNothingInValuesThatIcebergCanStore(String type, String value) throws SQLException {
    TestSchema.execute(
        "CREATE DOMAIN core_it.amount AS numeric; ALTER TABLE core_it.\"Sales\" ADD COLUMN v %s"
            .formatted(type));
    TestSchema.execute("INSERT INTO core_it.\"Sales\" (v) VALUES ('%s')".formatted(value));

    assertThat(doctor.examineValues(List.of(XID), Duration.ofSeconds(30))).isEmpty();
    setup.apply(List.of(XID));
    assertThat(doctor.examineValues(List.of(XID), Duration.ofSeconds(30))).isEmpty();
    assertThat(PgLakeSource.of(TestSchema.copier()).copy(XID).rows()).isEqualTo(1);
  }

  @Test
  void doesNotReportValuesThatTheIcebergTableStoresAsText() throws SQLException {
    TestSchema.execute(
        """
        ALTER TABLE core_it."Sales" ADD COLUMN ends time, ADD COLUMN days date[];
        CREATE TABLE core_it.iceberg_sales (id int, ends text, days text) USING iceberg
        """);
    SyncTable table = XID.columns("id", "ends", "days");
    setup.apply(List.of(table));
    TestSchema.execute(
        "INSERT INTO core_it.\"Sales\" (ends, days) VALUES ('24:00', '{{infinity},{infinity}}')");

    assertThat(doctor.examineValues(List.of(table), Duration.ofSeconds(30))).isEmpty();
    assertThat(PgLakeSource.of(TestSchema.copier()).copy(table).rows()).isEqualTo(1);
  }

  @Test
  void reportsThatATableCouldNotBeReadCompletely() throws SQLException {
    setup.apply(List.of(XID));
    try (Connection other = TestSchema.postgres().getConnection()) {
      other.setAutoCommit(false);
      TestSchema.execute(other, "LOCK TABLE core_it.\"Sales\"");

      assertThat(doctor.examineValues(List.of(XID), Duration.ofMillis(100)))
          .extracting(Finding::code)
          .containsExactly("values-not-read");
      other.rollback();
    }
  }

  @Test
  void findsALongTransaction() throws SQLException {
    PgLakeDoctor impatient = PgLakeDoctor.of(TestSchema.postgres(), Duration.ZERO);
    try (Connection writer = TestSchema.postgres().getConnection()) {
      writer.setAutoCommit(false);
      TestSchema.execute(writer, "INSERT INTO core_it.\"Sales\" (amount) VALUES (1)");

      assertThat(impatient.examine(List.of()))
          .filteredOn(finding -> finding.code().equals("long-transaction"))
          .hasSize(1)
          .allSatisfy(finding -> assertThat(finding.cure()).contains("pg_terminate_backend("));
      writer.rollback();
    }
    assertThat(impatient.examine(List.of()))
        .extracting(Finding::code)
        .doesNotContain("long-transaction");
  }

  @Test
  void checksTheSettingsOfPgLake() throws SQLException {
    String database = TestSchema.rows("SELECT quote_ident(current_database())").get(0);
    String prefix =
        TestSchema.rows("SELECT current_setting('pg_lake_iceberg.default_location_prefix')").get(0);
    String alter = "ALTER DATABASE " + database + " SET pg_lake_iceberg.";
    List<String> expected = new ArrayList<>(List.of("pg-lake-version"));
    // A real pg_lake takes the first setting only when the server starts, and no empty prefix.
    if (succeeds(alter + "autovacuum = off", "55P02")) {
      expected.add("iceberg-vacuum-off");
    }
    if (succeeds(alter + "default_location_prefix = ''", "22023")) {
      expected.add("location-prefix-missing");
    }
    TestSchema.execute(
        "UPDATE pg_extension SET extversion = '2.9' WHERE extname = 'pg_lake_iceberg'");
    try {
      PgLakeDoctor ofNewSessions = PgLakeDoctor.of(TestSchema.newSessions());
      assertThat(ofNewSessions.examine(List.of())).extracting(Finding::code).containsAll(expected);
    } finally {
      TestSchema.execute("ALTER DATABASE " + database + " RESET pg_lake_iceberg.autovacuum");
      TestSchema.execute(alter + "default_location_prefix = '" + prefix + "'");
      TestSchema.execute(
          "UPDATE pg_extension SET extversion = '3.5' WHERE extname = 'pg_lake_iceberg'");
    }
    assertThat(doctor.examine(List.of())).extracting(Finding::code).isSubsetOf(ALWAYS_THERE);
  }

  /** Returns false if the statement is refused with this SQLSTATE. */
  private static boolean succeeds(String sql, String refusal) throws SQLException {
    try {
      TestSchema.execute(sql);
      return true;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo(refusal);
      return false;
    }
  }

  @Test
  void documentationListsExactlyTheCodes() throws Exception {
    Path page = Path.of("..", "docs", "doctor.md");
    Set<String> documented =
        Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(page))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented).isEqualTo(new TreeSet<>(PgLakeDoctor.codes()));
  }

  private List<Finding> findings(SyncTable table) {
    return doctor.examine(List.of(table)).stream()
        .filter(finding -> !ALWAYS_THERE.contains(finding.code()))
        .toList();
  }

  private List<String> codes(SyncTable table) {
    return findings(table).stream().map(Finding::code).toList();
  }

  private Finding only(SyncTable table, String code) {
    List<Finding> findings = findings(table);
    assertThat(findings).extracting(Finding::code).containsExactly(code);
    assertThat(findings.get(0).severity()).isNotEqualTo(Severity.INFO);
    return findings.get(0);
  }

  /** Returns the same database, as another role. */
  private static DataSource as(String role) {
    return (DataSource)
        Proxy.newProxyInstance(
            PgLakeDoctorIT.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(TestSchema.postgres(), arguments);
                if (result instanceof Connection connection) {
                  TestSchema.execute(connection, "SET ROLE " + role);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
