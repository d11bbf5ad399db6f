package io.lakehousesync.postgres;

import static io.lakehousesync.postgres.OwnerRoles.owner;
import static io.lakehousesync.postgres.OwnerRoles.ran;
import static io.lakehousesync.postgres.OwnerRoles.setUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The owner of a heap table attacks with the casts and the domain checks of his own types. None of
 * his functions may run with the rights of the role that copies or verifies.
 */
class OwnedTypesIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it_lake.lake");

  private final DataSource copier = OwnerRoles.copier();
  private final DataSource verifier = OwnerRoles.verifier();
  private final PgLakeSource source = PgLakeSource.of(copier);

  @BeforeEach
  void createRoles() throws SQLException {
    OwnerRoles.create();
  }

  @AfterEach
  void dropRoles() throws SQLException {
    OwnerRoles.drop();
  }

  @Test
  void aRangeOfADomainCannotBeTheKey() throws SQLException {
    owner(
        """
        CREATE DOMAIN core_it.dom AS int CHECK (core_it.note('check of a domain'));
        CREATE TYPE core_it.rng AS RANGE (subtype = core_it.dom);
        CREATE TABLE core_it.t (id core_it.rng PRIMARY KEY, v int);
        INSERT INTO core_it.t VALUES ('[1,5]', 1)
        """);

    assertThatThrownBy(() -> setUp(TABLE)).hasMessageContaining("a user-defined range type");
    assertThat(ran()).isEmpty();
  }

  @Test
  void castsOfACompositeKeyDoNotRunInAVerification() throws SQLException {
    owner(
        """
        CREATE TYPE core_it.comp AS (a int);
        CREATE FUNCTION core_it.to_comp(text) RETURNS core_it.comp LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('text to composite'); RETURN ROW(1)::core_it.comp; END $f$;
        CREATE FUNCTION core_it.comp_text(core_it.comp) RETURNS text LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('composite to text'); RETURN '(1)'; END $f$;
        CREATE CAST (text AS core_it.comp) WITH FUNCTION core_it.to_comp(text) AS ASSIGNMENT;
        CREATE CAST (core_it.comp AS text) WITH FUNCTION core_it.comp_text(core_it.comp) AS ASSIGNMENT;
        CREATE TABLE core_it.t (id core_it.comp PRIMARY KEY, v int);
        INSERT INTO core_it.t VALUES (ROW(7), 1)
        """);
    SyncTable table = TABLE.tracking(ChangeTracking.comparison());
    setUp(table);
    SyncSourceContract.copyAll(source, table);

    assertThat(PgLakeVerifier.of(verifier).verify(table).agrees()).isTrue();
    assertThat(ran()).isEmpty();
  }

  @Test
  void castsFromADomainOverACompositeDoNotRun() throws SQLException {
    owner(
        """
        CREATE TYPE core_it.comp AS (a int);
        CREATE FUNCTION core_it.to_comp(text) RETURNS core_it.comp LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('text to composite'); RETURN ROW(1)::core_it.comp; END $f$;
        CREATE FUNCTION core_it.comp_text(core_it.comp) RETURNS text LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('composite to text'); RETURN '(1)'; END $f$;
        CREATE CAST (text AS core_it.comp) WITH FUNCTION core_it.to_comp(text) AS ASSIGNMENT;
        CREATE CAST (core_it.comp AS text) WITH FUNCTION core_it.comp_text(core_it.comp) AS ASSIGNMENT;
        CREATE DOMAIN core_it.dcomp AS core_it.comp;
        CREATE TABLE core_it.t (id int PRIMARY KEY, c core_it.dcomp);
        INSERT INTO core_it.t VALUES (1, ROW(7))
        """);
    setUp(TABLE);

    SyncSourceContract.copyAll(source, TABLE);
    PgLakeVerifier.of(verifier).verify(TABLE);

    assertThat(ran()).isEmpty();
    assertThat(TestSchema.rows("SELECT * FROM core_it_lake.lake")).containsExactly("1|(7)");
  }

  @Test
  void castsToADomainOverAnArrayOfEnumsDoNotRun() throws SQLException {
    owner(
        """
        CREATE TYPE core_it.mood AS ENUM ('sad', 'happy');
        CREATE FUNCTION core_it.to_moods(text) RETURNS core_it.mood[] LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('text to mood[]'); RETURN ARRAY['sad'::core_it.mood]; END $f$;
        CREATE CAST (text AS core_it.mood[]) WITH FUNCTION core_it.to_moods(text) AS ASSIGNMENT;
        CREATE DOMAIN core_it.dmoods AS core_it.mood[];
        CREATE TABLE core_it.t (id int PRIMARY KEY, c core_it.dmoods);
        INSERT INTO core_it.t VALUES (1, '{happy}')
        """);
    setUp(TABLE);

    SyncSourceContract.copyAll(source, TABLE);

    assertThat(ran()).isEmpty();
  }

  @Test
  void castsOfAnArrayOfADomainDoNotRun() throws SQLException {
    owner(
        """
        CREATE DOMAIN core_it.dom AS date;
        CREATE FUNCTION core_it.doms(core_it.dom[]) RETURNS date[] LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('dom[] to date[]'); RETURN '{2000-01-01}'; END $f$;
        CREATE CAST (core_it.dom[] AS date[]) WITH FUNCTION core_it.doms(core_it.dom[]) AS ASSIGNMENT;
        CREATE TABLE core_it.t (id int PRIMARY KEY, c core_it.dom[]);
        INSERT INTO core_it.t VALUES (1, '{2020-01-01}')
        """);
    setUp(TABLE);
    SyncSourceContract.copyAll(source, TABLE);
    // The engine of the testkit calls the cast itself.
    TestSchema.execute("TRUNCATE core_it.ran");

    PgLakeDoctor.of(copier).examineValues(List.of(TABLE), Duration.ofSeconds(20));

    assertThat(ran()).isEmpty();
    assertThatCode(() -> PgLakeVerifier.of(verifier).verify(TABLE)).doesNotThrowAnyException();
  }

  @Test
  void anOrderedEnumIsReadWithoutACast() throws SQLException {
    owner(
        """
        CREATE TYPE core_it.mood AS ENUM ('a', 'b');
        CREATE FUNCTION core_it.mood_text(core_it.mood) RETURNS text LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('enum to text'); RETURN 'a'; END $f$;
        CREATE CAST (core_it.mood AS text) WITH FUNCTION core_it.mood_text(core_it.mood) AS ASSIGNMENT;
        CREATE FUNCTION core_it.to_mood(text) RETURNS core_it.mood LANGUAGE plpgsql AS $f$
        BEGIN
          IF current_user <> 'core_it_owner' THEN RAISE EXCEPTION 'text to enum'; END IF;
          RETURN 'a'::core_it.mood;
        END $f$;
        CREATE CAST (text AS core_it.mood) WITH FUNCTION core_it.to_mood(text) AS ASSIGNMENT;
        CREATE TABLE core_it.t (id core_it.mood PRIMARY KEY);
        INSERT INTO core_it.t VALUES ('a')
        """);
    SyncTable table = TABLE.tracking(ChangeTracking.ordered("id"));
    setUp(table);

    SyncSourceContract.copyAll(source, table);
    source.unchanged(List.of(table));
    source.copy(table);
    assertThat(source.unchanged(List.of(table))).containsOnlyKeys(table);

    assertThat(ran()).isEmpty();
  }

  @Test
  void noValueIsCastToATypeOfTheOwner() throws SQLException {
    owner(
        """
        CREATE TYPE core_it.comp AS (a text);
        CREATE FUNCTION core_it.to_comp(text) RETURNS core_it.comp LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('text to composite'); RETURN ROW($1)::core_it.comp; END $f$;
        CREATE TABLE core_it.t (id int PRIMARY KEY, c core_it.comp)
        """);
    setUp(TABLE);
    owner(
        """
        ALTER TABLE core_it.t ALTER c TYPE text USING (c).a;
        CREATE CAST (text AS core_it.comp) WITH FUNCTION core_it.to_comp(text) AS ASSIGNMENT;
        INSERT INTO core_it.t VALUES (1, 'one')
        """);

    assertThatThrownBy(() -> SyncSourceContract.copyAll(source, TABLE))
        .hasMessageContaining("Column \"c\" of core_it.t has type text")
        .hasMessageContaining("has type core_it.comp");
    assertThatThrownBy(() -> PgLakeVerifier.of(verifier).verify(TABLE))
        .hasMessageContaining("has type core_it.comp");
    assertThat(ran()).isEmpty();
  }

  @Test
  void noArrayOfADomainIsCastToAnArrayOfItsBaseType() throws SQLException {
    owner("CREATE TABLE core_it.t (id int PRIMARY KEY, c int[])");
    setUp(TABLE);
    owner(
        """
        CREATE DOMAIN core_it.dom AS int;
        ALTER TABLE core_it.t ALTER c TYPE core_it.dom[];
        CREATE FUNCTION core_it.doms(core_it.dom[]) RETURNS int[] LANGUAGE plpgsql AS $f$
        BEGIN PERFORM core_it.note('dom[] to int[]'); RETURN '{42}'; END $f$;
        CREATE CAST (core_it.dom[] AS int[]) WITH FUNCTION core_it.doms(core_it.dom[]) AS ASSIGNMENT;
        INSERT INTO core_it.t VALUES (1, '{5}')
        """);

    SyncSourceContract.copyAll(source, TABLE);

    assertThat(ran()).isEmpty();
    assertThat(TestSchema.rows("SELECT c FROM core_it_lake.lake")).containsExactly("{5}");
    assertThat(PgLakeVerifier.of(verifier).verify(TABLE).agrees()).isTrue();
  }
}
