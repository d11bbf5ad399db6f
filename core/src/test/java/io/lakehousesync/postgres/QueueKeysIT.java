package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever key a table has or gets, its queue stops no writer and names the right rows. */
class QueueKeysIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it.lake")
          .tracking(ChangeTracking.queue())
          .mode(WriteMode.UPSERT);

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());

  private void create(String columns) throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (%s)".formatted(columns));
    setup.apply(List.of(TABLE));
  }

  @Test
  void widenedKeyStopsNoWriter() throws SQLException {
    create("id int PRIMARY KEY, v text");
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 'a'), (2, 'b')");
    VerifiedTables.copy(TABLE);
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 2");

    TestSchema.execute("ALTER TABLE core_it.t ALTER id TYPE bigint");
    TestSchema.execute("INSERT INTO core_it.t VALUES (5000000000, 'wide')");

    VerifiedTables.copy(TABLE);
    assertThat(TestSchema.rows("SELECT * FROM core_it.lake ORDER BY 1"))
        .containsExactly("1|a", "5000000000|wide");
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  /** No type of a key makes the application's writes fail. The copy explains what to do. */
  @ParameterizedTest
  @ValueSource(strings = {"text USING 'k' || id", "uuid USING md5(id::text)::uuid"})
  void keyOfAnotherTypeStopsTheCopyAndNoWriter(String type) throws SQLException {
    create("id int PRIMARY KEY, v text");
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 'a')");
    VerifiedTables.copy(TABLE);

    TestSchema.execute("ALTER TABLE core_it.t ALTER id TYPE " + type);
    TestSchema.execute(
        "INSERT INTO core_it.t VALUES (gen_random_uuid()%s, 'b')"
            .formatted(type.startsWith("text") ? "::text" : ""));

    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("Column \"id\" of core_it.t changed its type");
  }

  @Test
  void primaryKeyThatMovesToAnotherColumnStopsTheCopyUntilTheSetUp() throws SQLException {
    create("id int PRIMARY KEY, code int NOT NULL UNIQUE, v text");
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 2, 'a'), (2, 3, 'b'), (3, 1, 'c')");
    VerifiedTables.copy(TABLE);
    TestSchema.execute(
        """
        ALTER TABLE core_it.t DROP CONSTRAINT t_pkey;
        ALTER TABLE core_it.t ADD PRIMARY KEY (code)
        """);
    TestSchema.execute("UPDATE core_it.t SET v = 'changed' WHERE id = 1");
    TestSchema.execute("DELETE FROM core_it.t WHERE id = 3");

    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(
            "The trigger function of core_it.t does not capture the key [code] as this version of"
                + " the library needs it: changes are lost. Run the set-up (PgLakeSetup)");
    setup.apply(List.of(TABLE));
    VerifiedTables.copy(TABLE);

    assertThat(TestSchema.rows("SELECT * FROM core_it.lake ORDER BY 1"))
        .containsExactly("1|2|changed", "2|3|b");
    TestSchema.execute("DELETE FROM core_it.t WHERE code = 2");
    VerifiedTables.copy(TABLE);
    assertThat(TestSchema.rows("SELECT * FROM core_it.lake")).containsExactly("2|3|b");
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  @Test
  void keyWithMoreColumnsIsFollowedAfterTheSetUp() throws SQLException {
    create("id int PRIMARY KEY, code int NOT NULL, v text");
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 1, 'a')");
    VerifiedTables.copy(TABLE);
    TestSchema.execute("ALTER TABLE core_it.t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id, code)");

    setup.apply(List.of(TABLE));
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 2, 'b')");
    VerifiedTables.copy(TABLE);

    assertThat(TestSchema.rows("SELECT * FROM core_it.lake ORDER BY 2"))
        .containsExactly("1|1|a", "1|2|b");
  }

  /** PL/pgSQL knows some of these names, and the others end its quotes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a$$b",
        "$sync$",
        "$",
        "new",
        "old",
        "found",
        "tg_op",
        "tg_level",
        "k1",
        "q",
        "r",
        "it's",
        "do\"uble",
        "new_rows",
        "{queue}",
        "$$ LANGUAGE sql; CREATE TABLE core_it.injected (); --"
      })
  void keyMayHaveAnyName(String name) throws SQLException {
    String column = '"' + name.replace("\"", "\"\"") + '"';
    create(column + " int PRIMARY KEY, v text");

    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    VerifiedTables.copy(TABLE);
    TestSchema.execute("UPDATE core_it.t SET v = 'changed' WHERE %s = 1".formatted(column));
    TestSchema.execute("UPDATE core_it.t SET %1$s = 5 WHERE %1$s = 2".formatted(column));
    TestSchema.execute("DELETE FROM core_it.t WHERE %s = 3".formatted(column));
    VerifiedTables.copy(TABLE);

    assertThat(TestSchema.rows("SELECT * FROM core_it.lake ORDER BY 1"))
        .containsExactly("1|changed", "5|b");
    assertThat(TestSchema.rows("SELECT to_regclass('core_it.injected')")).containsExactly("null");
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  /** Writers may write keys in any style, and the copy reads them in another one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "timestamptz; timestamptz '2026-03-04 05:06:07.123456+00' + i * interval '1 h'",
        "date; date '2026-03-04' + i",
        "interval; i * interval '1 day 1.5 s'",
        "double precision; i / 3.0",
        "bytea; decode(md5(i::text), 'hex')",
        "boolean; i = 1",
        "char(5); 'x' || i",
        "numeric(10, 2); i / 100.0",
        "uuid; md5(i::text)::uuid",
        "core_it.mood; (ARRAY['glad', 'sad'])[i]::core_it.mood",
        "core_it.positive; i"
      })
  void keyMayHaveAnyTypeInAnyStyle(String type, String value) throws SQLException {
    TestSchema.recreate(
        """
        CREATE TYPE core_it.mood AS ENUM ('glad', 'sad');
        CREATE DOMAIN core_it.positive AS int CHECK (VALUE > 0);
        CREATE TABLE core_it.t (k %s PRIMARY KEY, v int)
        """
            .formatted(type));
    setup.apply(List.of(TABLE));
    try (Connection writer = TestSchema.postgres().getConnection()) {
      writer.setAutoCommit(false);
      writeInOtherStyles(
          writer,
          "INSERT INTO core_it.t SELECT %s, i FROM generate_series(1, 2) AS i".formatted(value));
      VerifiedTables.copy(TABLE);
      assertThat(TestSchema.rows("SELECT k::text, v FROM core_it.lake ORDER BY v"))
          .isEqualTo(TestSchema.rows("SELECT k::text, v FROM core_it.t ORDER BY v"))
          .hasSize(2);

      writeInOtherStyles(writer, "DELETE FROM core_it.t WHERE v = 1");
      writeInOtherStyles(writer, "UPDATE core_it.t SET v = 7 WHERE v = 2");
    }
    assertThat(PgLakeVerifier.of(TestSchema.postgres()).verify(TABLE).differences()).isEmpty();
    VerifiedTables.copy(TABLE);

    assertThat(TestSchema.rows("SELECT v FROM core_it.lake")).containsExactly("7");
  }

  /** The driver accepts another style of dates only inside of one call. */
  private static void writeInOtherStyles(Connection writer, String write) throws SQLException {
    TestSchema.execute(
        writer,
        """
        SET LOCAL DateStyle = 'SQL, DMY'; SET LOCAL TimeZone = 'America/New_York';
        SET LOCAL IntervalStyle = 'sql_standard'; SET LOCAL extra_float_digits = -5;
        SET LOCAL bytea_output = 'escape';
        %s;
        SET LOCAL DateStyle = 'ISO'; SET LOCAL TimeZone = 'UTC'
        """
            .formatted(write));
    writer.commit();
  }

  /** The queue of an earlier version had columns of the key's types, and another function. */
  @Test
  void setUpAltersTheQueueOfAnEarlierVersion() throws SQLException {
    create("id int PRIMARY KEY, v text");
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 'a'), (2, 'b')");
    VerifiedTables.copy(TABLE);
    String queue = "lakehouse_sync.queue_" + TestSchema.number("SELECT 'core_it.t'::regclass::oid");
    TestSchema.execute(
        """
        ALTER TABLE {queue} ALTER k1 TYPE int USING k1::int;
        CREATE OR REPLACE FUNCTION {queue}() RETURNS trigger LANGUAGE plpgsql
          SECURITY DEFINER SET search_path = pg_catalog AS $$
        BEGIN
          INSERT INTO {queue} (k1) SELECT id FROM new_rows;
          RETURN NULL;
        END $$;
        CREATE OR REPLACE TRIGGER lakehouse_sync_insert AFTER INSERT ON core_it.t
          REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {queue}();
        INSERT INTO core_it.t VALUES (3, 'c')
        """
            .replace("{queue}", queue));

    assertThat(setup.apply(List.of(TABLE)))
        .extracting(SetupStatement::title)
        .contains("queued replacement of all rows of core_it.t");
    TestSchema.execute("ALTER TABLE core_it.t ALTER id TYPE bigint");
    TestSchema.execute("INSERT INTO core_it.t VALUES (5000000000, 'wide')");
    VerifiedTables.copy(TABLE);

    assertThat(TestSchema.rows("SELECT id FROM core_it.lake ORDER BY 1"))
        .containsExactly("1", "2", "3", "5000000000");
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  @Test
  void keysThatAreEqualInTheirCollationAreAllQueued() throws SQLException {
    TestSchema.recreate(
        """
        CREATE COLLATION core_it.any_case
          (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE TABLE core_it.t (id text COLLATE core_it.any_case PRIMARY KEY, v int);
        INSERT INTO core_it.t SELECT md5(i::text), i FROM generate_series(1, 2000) AS i
        """);
    setup.apply(List.of(TABLE));
    VerifiedTables.copy(TABLE);

    try (Connection connection = TestSchema.postgres().getConnection()) {
      TestSchema.execute(connection, "SET enable_hashagg = off");
      TestSchema.execute(connection, "UPDATE core_it.t SET id = upper(id)");
    }
    VerifiedTables.copy(TABLE);

    TestSchema.assertEqual("core_it.t", "core_it.lake", "v, id COLLATE \"C\"");
  }

  /** An owner of the heap table must not gain the rights of the role that ran the set-up. */
  @Test
  void triggerFunctionEvaluatesNothingThatTheTablesOwnerDefines() throws SQLException {
    create("id int PRIMARY KEY, v text");
    TestSchema.execute(
        """
        CREATE TABLE core_it.ran_as (who text);
        CREATE TYPE core_it.evil AS ENUM ('1', '2');
        CREATE FUNCTION core_it.run(core_it.evil) RETURNS text LANGUAGE plpgsql AS $f$
        BEGIN INSERT INTO core_it.ran_as VALUES (current_user); RETURN '1'; END $f$;
        CREATE CAST (core_it.evil AS text) WITH FUNCTION core_it.run(core_it.evil) AS IMPLICIT;
        ALTER TABLE core_it.t ALTER id TYPE core_it.evil USING id::text::core_it.evil
        """);

    TestSchema.execute("INSERT INTO core_it.t VALUES ('1', 'a')");
    TestSchema.execute("UPDATE core_it.t SET v = 'b'");
    TestSchema.execute("DELETE FROM core_it.t");

    assertThat(TestSchema.rows("SELECT who FROM core_it.ran_as")).isEmpty();
    assertThat(
            TestSchema.rows(
                """
                SELECT has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc
                WHERE pronamespace = 'lakehouse_sync'::regnamespace
                """))
        .isNotEmpty()
        .containsOnly("f");
  }
}
