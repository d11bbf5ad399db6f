package io.lakehousesync.postgres;

import static io.lakehousesync.postgres.OwnerRoles.owner;
import static io.lakehousesync.postgres.OwnerRoles.ran;
import static io.lakehousesync.postgres.OwnerRoles.setUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that are no filters, and owners of tables whose functions a filter could call. */
class HostileFilterIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it_lake.lake");

  @BeforeEach
  void createTable() throws SQLException {
    OwnerRoles.create();
    owner(
        """
        CREATE FUNCTION core_it.evil(what text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN RETURN core_it.note(what); END $f$;
        CREATE TYPE core_it.mood AS ENUM ('good', 'bad');
        CREATE TYPE core_it.pair AS (a int, b core_it.mood);
        CREATE DOMAIN core_it.dom AS text CHECK (core_it.note('check of a domain'));
        CREATE FUNCTION core_it.mood_text(core_it.mood) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN PERFORM core_it.note('mood to text'); RETURN 'good'; END $f$;
        CREATE FUNCTION core_it.mood_json(core_it.mood) RETURNS json LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN PERFORM core_it.note('mood to json'); RETURN '1'; END $f$;
        CREATE CAST (core_it.mood AS text) WITH FUNCTION core_it.mood_text AS IMPLICIT;
        CREATE CAST (core_it.mood AS json) WITH FUNCTION core_it.mood_json AS IMPLICIT;
        CREATE FUNCTION core_it.equal(core_it.mood, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN RETURN core_it.note('operator'); END $f$;
        CREATE OPERATOR core_it.= (LEFTARG = core_it.mood, RIGHTARG = text, FUNCTION = core_it.equal);
        CREATE TABLE core_it.t (
          id int PRIMARY KEY, mood core_it.mood, moods core_it.mood[], pair core_it.pair,
          dom core_it.dom, info jsonb, at timestamptz);
        INSERT INTO core_it.t VALUES
          (1, 'good', '{good}', '(1,good)', 'x', '{"a": 1}', '2026-01-01Z'),
          (2, 'bad', '{bad}', '(2,bad)', 'y', '{"b": 1}', '2026-01-02Z')
        """);
  }

  @AfterEach
  void dropRoles() throws SQLException {
    OwnerRoles.drop();
  }

  /** The literal becomes a value of the owner's domain, after the columns were read. */
  @Test
  void aTypeThatChangesDuringTheCheckOfAFilterIsNotParsed() throws SQLException {
    owner("CREATE TABLE core_it.tagged (id int PRIMARY KEY, tags text[])");
    SyncTable table =
        SyncTable.of("core_it.tagged", "core_it_lake.tagged").where("tags && '{vip}'");
    DataSource changing =
        HookedDataSource.before(
            "WITH heap (oid)",
            TestSchema.postgres(),
            () -> owner("ALTER TABLE core_it.tagged ALTER tags TYPE core_it.dom[]"));

    assertThat(PgLakeSetup.of(changing).check(List.of(table)).get(1).problem().orElse(""))
        .contains("have changed during the check");
    assertThat(ran()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "core_it.evil('function') | uses function core_it.evil(text)",
        "'x'::core_it.dom = 'x' | uses type core_it.dom",
        "mood OPERATOR(core_it.=) 'good' | operator does not exist",
        "'good'::core_it.mood OPERATOR(core_it.=) 'good'::text | uses ",
        "to_jsonb(mood) = '1' | must be marked IMMUTABLE",
        "random() > 0.5 | must be marked IMMUTABLE",
        "at > now() | must be marked IMMUTABLE",
        "at > 'now' | uses 'now' as a date or time",
        "at > '_now' | uses 'now' as a date or time",
        "at > 'Today_' | uses 'today' as a date or time",
        "at > current_date | must be marked IMMUTABLE",
        "at::date = '2026-01-01' | must be marked IMMUTABLE",
        "at::text LIKE '2026%' | must be marked IMMUTABLE",
        "current_user = 'core_it_copier' | must be marked IMMUTABLE",
        "id IN (SELECT 1) | cannot use subquery",
        "EXISTS (SELECT FROM core_it.ran) | uses table core_it.ran",
        "id = (SELECT count(*) FROM pg_class) | cannot use subquery",
        "count(*) > 0 | aggregate functions are not allowed",
        "generate_series(1, 2) = 1 | set-returning functions are not allowed",
        "id | must be type boolean",
        "true, false | must be type boolean",
        "true ORDER BY 1 | syntax error",
        "no_such_column = 1 | column \"no_such_column\" does not exist",
        "sync_xid IS NOT NULL | column \"sync_xid\" does not exist",
        "t.id = 1 | missing FROM-clause entry for table \"t\"",
        "r.id = 1 | missing FROM-clause entry for table \"r\"",
        "id = 'x' | invalid input syntax",
        "mood | must be type boolean",
      })
  void aFilterThatIsNoneIsRefused(String filter, String why) throws SQLException {
    SyncTable table = TABLE.where(filter);
    assertThatThrownBy(() -> setUp(table)).hasMessageContaining(why);
    setUp(TABLE);
    PgLakeSource source = PgLakeSource.of(OwnerRoles.copier());

    assertThatThrownBy(() -> source.validate(table))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("The filter of core_it.t")
        .hasMessageContaining(why);
    assertThatThrownBy(() -> source.copy(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> PgLakeVerifier.of(OwnerRoles.verifier()).verify(table))
        .hasMessageContaining(why);
    assertThat(ran()).isEmpty();
    assertThat(TestSchema.number("SELECT count(*) FROM core_it_lake.lake")).isZero();
  }

  /** Values of the owner's types are texts, so that his casts, operators and checks do not run. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mood = 'good'",
        "mood::text = 'good'",
        "mood IN ('good', 'fine')",
        "moods = '{good}'",
        "pair = '(1,good)'",
        "dom = 'x'",
        "dom || mood = 'xgood'",
        "to_tsvector('simple', mood) @@ 'good'::tsquery",
        "jsonb_exists(info, 'a')",
        "info @> '{\"a\": 1}'",
        "at < '2026-01-02Z'",
        "(at AT TIME ZONE 'UTC')::date = '2026-01-01'",
        "id = 1 IS TRUE",
      })
  void aFilterOnTypesOfTheOwnerRunsNoneOfHisFunctions(String filter) throws SQLException {
    for (ChangeTracking tracking :
        List.of(ChangeTracking.queue(), ChangeTracking.comparison(), ChangeTracking.xid())) {
      SyncTable table = TABLE.tracking(tracking).where(filter);
      TestSchema.execute(
          "DROP TABLE IF EXISTS core_it_lake.lake; DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
      setUp(table);
      PgLakeSource source = PgLakeSource.of(OwnerRoles.copier());
      source.validate(table);
      SyncSourceContract.copyAll(source, table);
      owner("UPDATE core_it.t SET id = id");
      SyncSourceContract.copyAll(source, table);

      assertThat(TestSchema.rows("SELECT id FROM core_it_lake.lake")).containsExactly("1");
      assertThat(PgLakeVerifier.of(OwnerRoles.verifier()).verify(table).agrees()).isTrue();
      assertThat(PgLakeVerifier.of(OwnerRoles.verifier()).count(table).heapRows()).isOne();
      assertThat(ran()).isEmpty();
    }
  }

  /** The owner changes the table after the filter was checked. */
  @Test
  void aTypeThatTheOwnerPutsIntoAColumnLaterRunsNoneOfHisFunctions() throws SQLException {
    owner("ALTER TABLE core_it.t ADD kind text DEFAULT 'good'");
    SyncTable table = TABLE.columns("id").where("kind = 'good'");
    setUp(table);
    PgLakeSource source = PgLakeSource.of(OwnerRoles.copier());
    SyncSourceContract.copyAll(source, table);

    owner(
        """
        ALTER TABLE core_it.t ALTER kind DROP DEFAULT;
        ALTER TABLE core_it.t ALTER kind TYPE core_it.mood USING 'good'""");
    SyncSourceContract.copyAll(source, table);

    assertThat(TestSchema.number("SELECT count(*) FROM core_it_lake.lake")).isEqualTo(2);
    assertThat(ran()).isEmpty();
  }

  @Test
  void aRoleWithoutTemporaryObjectsGetsThePrivilegeFromTheGrants() throws SQLException {
    SyncTable table = TABLE.where("id = 1");
    TestSchema.execute(
        """
        DO $$ BEGIN
          EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
        END $$""");
    try {
      setUp(TABLE);
      PgLakeSource source = PgLakeSource.of(OwnerRoles.copier());
      assertThatThrownBy(() -> source.validate(table))
          .hasMessageContaining("permission denied to create temporary tables")
          .hasMessageContaining("PgLakePrivileges");

      setUp(table);
      source.validate(table);
      assertThat(PgLakeVerifier.of(OwnerRoles.verifier()).count(table).heapRows()).isOne();
    } finally {
      TestSchema.execute(
          """
          DO $$ BEGIN
            EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
          END $$""");
    }
  }
}
