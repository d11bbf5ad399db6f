package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Other roles, such as the owner of a heap table, gain no rights of the roles that set the table
 * up, copy it and verify it: none of their functions runs with the rights of these roles.
 */
class TrustIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");

  /** The same table with each kind of tracking. */
  static Stream<SyncTable> tables() {
    return Stream.of(
        TABLE,
        TABLE.mode(WriteMode.APPEND),
        TABLE.tracking(ChangeTracking.queue()),
        TABLE.tracking(ChangeTracking.marker("mark")),
        TABLE.tracking(ChangeTracking.ordered("id")),
        TABLE.tracking(ChangeTracking.comparison()));
  }

  /** Each hostile function notes that it ran. */
  @BeforeEach
  void createNotes() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.ran (what text);
        GRANT ALL ON core_it.ran TO PUBLIC;
        CREATE FUNCTION core_it.note(what text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $f$
        BEGIN INSERT INTO core_it.ran VALUES (what); RETURN true; END $f$
        """);
  }

  @AfterEach
  void dropOverloads() throws SQLException {
    TestSchema.execute("DROP SCHEMA IF EXISTS shadow CASCADE");
    TestSchema.execute("ALTER ROLE CURRENT_USER RESET search_path");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void noCastOrDomainOfTheOwnerRuns(SyncTable table) throws SQLException {
    TestSchema.execute(
        """
        CREATE TYPE core_it.mood AS ENUM ('sad', 'happy');
        CREATE FUNCTION core_it.mood_text(core_it.mood) RETURNS text LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('enum to text'); RETURN 'sad'; END $f$;
        CREATE FUNCTION core_it.text_mood(text) RETURNS core_it.mood LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('text to enum'); RETURN 'sad'; END $f$;
        CREATE FUNCTION core_it.moods_text(core_it.mood[]) RETURNS text LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('array to text'); RETURN '{sad}'; END $f$;
        CREATE CAST (core_it.mood AS text) WITH FUNCTION core_it.mood_text(core_it.mood) AS ASSIGNMENT;
        CREATE CAST (text AS core_it.mood) WITH FUNCTION core_it.text_mood(text) AS ASSIGNMENT;
        CREATE CAST (core_it.mood[] AS text) WITH FUNCTION core_it.moods_text(core_it.mood[]) AS ASSIGNMENT;
        CREATE DOMAIN core_it.code AS text CHECK (core_it.note('domain'));
        CREATE TABLE core_it.t (id int NOT NULL, code core_it.code NOT NULL, mood core_it.mood NOT NULL,
          moods core_it.mood[], mark timestamp, PRIMARY KEY (id, code, mood));
        INSERT INTO core_it.t VALUES (1, 'a', 'happy', '{sad,happy}'), (2, 'b', 'happy', '{}')
        """);

    assertThat(lifeOf(table)).isEmpty();

    assertThat(
            TestSchema.rows(
                "SELECT DISTINCT id, code, mood, moods FROM core_it.lake WHERE id <> 2 ORDER BY id"))
        .containsExactly("1|a|happy|{sad,happy}", "3|c|happy|{happy}");
  }

  /** A role may have a search_path in which another schema comes before pg_catalog. */
  @ParameterizedTest
  @MethodSource("tables")
  void noOverloadInTheSearchPathRuns(SyncTable table) throws SQLException {
    TestSchema.execute(
        """
        CREATE SCHEMA shadow;
        CREATE FUNCTION shadow.hashtextextended(text, int) RETURNS bigint LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('hashtextextended'); RETURN 1; END $f$;
        CREATE FUNCTION shadow.to_regclass(text) RETURNS regclass LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('to_regclass'); RETURN pg_catalog.to_regclass($1); END $f$;
        CREATE FUNCTION shadow.quote_ident(text) RETURNS text LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('quote_ident'); RETURN pg_catalog.quote_ident($1); END $f$;
        CREATE FUNCTION shadow.equal(text, text) RETURNS boolean LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('='); RETURN pg_catalog.texteq($1, $2); END $f$;
        CREATE OPERATOR shadow.= (LEFTARG = text, RIGHTARG = text, FUNCTION = shadow.equal);
        CREATE FUNCTION shadow.equal(name, name) RETURNS boolean LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('= of names'); RETURN pg_catalog.nameeq($1, $2); END $f$;
        CREATE OPERATOR shadow.= (LEFTARG = name, RIGHTARG = name, FUNCTION = shadow.equal);
        CREATE TYPE core_it.mood AS ENUM ('sad', 'happy');
        CREATE FUNCTION shadow.equal(core_it.mood, core_it.mood) RETURNS boolean LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('= of enums'); RETURN pg_catalog.enum_eq($1, $2); END $f$;
        CREATE OPERATOR shadow.= (LEFTARG = core_it.mood, RIGHTARG = core_it.mood, FUNCTION = shadow.equal);
        CREATE TABLE core_it.t (id int NOT NULL, code text NOT NULL, mood core_it.mood NOT NULL,
          moods core_it.mood[], mark timestamp, PRIMARY KEY (id, code, mood));
        INSERT INTO core_it.t VALUES (1, 'a', 'happy', '{sad,happy}'), (2, 'b', 'happy', '{}');
        ALTER ROLE CURRENT_USER SET search_path = shadow, pg_catalog
        """);

    assertThat(lifeOf(table)).isEmpty();
  }

  /** Sets the table up, copies it, changes it, copies and verifies it. Returns what has run. */
  private static List<String> lifeOf(SyncTable table) throws SQLException {
    TestSchema.execute("TRUNCATE core_it.ran");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    PgLakeSource source = PgLakeSource.of(TestSchema.copier());
    source.validate(table);
    SyncSourceContract.copyAll(source, table);
    assertThat(ran()).as("set-up and first copy").isEmpty();
    TestSchema.execute(
        """
        UPDATE core_it.t SET mark = NULL;
        DELETE FROM core_it.t WHERE id = 2;
        INSERT INTO core_it.t VALUES (3, 'c', 'happy', '{happy}');
        TRUNCATE core_it.ran
        """);
    source.unchanged(List.of(table));
    PgLakeVerifier.of(TestSchema.postgres()).verify(table);
    SyncSourceContract.copyAll(source, table);
    assertThat(ran()).as("check for changes and copy").isEmpty();
    PgLakeVerifier.of(TestSchema.postgres()).verify(table);
    IcebergTablesLocator.of(TestSchema.postgres()).locate(List.of(table.target()));
    PgHorizon.of(TestSchema.postgres()).oldest();
    PgLakeDoctor.of(TestSchema.postgres()).examine(List.of(table));
    PgLakeDoctor.of(TestSchema.postgres()).examineValues(List.of(table), Duration.ofSeconds(20));
    return ran();
  }

  private static List<String> ran() throws SQLException {
    return TestSchema.rows("SELECT DISTINCT what FROM core_it.ran ORDER BY 1");
  }
}
