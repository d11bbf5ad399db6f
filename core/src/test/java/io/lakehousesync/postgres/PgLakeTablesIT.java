package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.postgres.report.TableChoice;
import io.lakehousesync.postgres.report.TableChoice.Kind;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgLakeTablesIT {
  private final PgLakeTables tables = PgLakeTables.of(TestSchema.postgres());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.keyed (id int PRIMARY KEY);
        CREATE TABLE core_it.parts (id int, d date, PRIMARY KEY (d, id)) PARTITION BY LIST (d);
        CREATE TABLE core_it.parts_1 PARTITION OF core_it.parts DEFAULT;
        CREATE TABLE core_it."Unique.1" (a int, b int NOT NULL, c int NOT NULL, UNIQUE (a), UNIQUE (c, b));
        CREATE TABLE core_it.small (v text);
        CREATE TABLE core_it.large (v text) WITH (fillfactor = 10);
        INSERT INTO core_it.large SELECT i FROM generate_series(1, 25000) AS i;
        CREATE TABLE core_it.iceberg_old (id int) USING iceberg;
        CREATE VIEW core_it.seen AS SELECT 1 AS id
        """);
  }

  @Test
  void eachKindOfTableHasItsSettings() {
    assertThat(tables.include("core_it.*").tables())
        .containsExactlyInAnyOrder(
            SyncTable.of(name("Unique.1"), name("iceberg_Unique.1"))
                .mode(WriteMode.UPSERT)
                .key("c", "b"),
            SyncTable.of("core_it.keyed", "core_it.iceberg_keyed").mode(WriteMode.UPSERT),
            SyncTable.of("core_it.large", "core_it.iceberg_large").mode(WriteMode.APPEND),
            SyncTable.of("core_it.parts", "core_it.iceberg_parts").mode(WriteMode.UPSERT),
            SyncTable.of("core_it.small", "core_it.iceberg_small")
                .tracking(ChangeTracking.comparison()));
  }

  @Test
  void aTableWithoutAKeyKeepsItsTrackingWhenItsSizeChanges() throws SQLException {
    PgLakeTables both = tables.include("core_it.large", "core_it.small");
    PgLakeSetup.of(TestSchema.postgres()).apply(both.tables());

    TestSchema.execute(
        """
        TRUNCATE core_it.large;
        ALTER TABLE core_it.small SET (fillfactor = 10);
        INSERT INTO core_it.small SELECT i FROM generate_series(1, 25000) AS i
        """);

    assertThat(both.find()).extracting(TableChoice::kind).containsExactly(Kind.LARGE, Kind.SMALL);
  }

  @Test
  void patternsAreWholeNamesInWhichOnlyTheAsteriskIsSpecial() {
    assertThat(names(tables)).isEmpty();
    assertThat(names(tables.include("core_it.parts", "core_it.?eyed", "core_it.smal")))
        .containsExactly("parts");
    assertThat(names(tables.include("core*.*a*").exclude("*.large", "core_it.s*ll")))
        .containsExactly("parts");
    assertThat(names(tables.include("core_it.Unique.*"))).containsExactly("Unique.1");
    assertThatThrownBy(() -> tables.include("core_it."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'core_it.' is not a pattern of table names");
  }

  @Test
  void aRuleNamesTheIcebergTables() {
    PgLakeTables keyed = tables.include("core_it.keyed");

    assertThat(keyed.target("{schema}_{table}").tables())
        .extracting(SyncTable::target)
        .containsExactly(name("core_it_keyed"));
    assertThat(keyed.target("lake_{schema}.{table}").tables())
        .extracting(SyncTable::target)
        .containsExactly(new TableName("lake_core_it", "keyed"));
    assertThatThrownBy(() -> keyed.target("lake.all"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'lake.all' is not a naming rule");
  }

  /** Its owner, or a migration, may hold the lock for hours. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCK TABLE core_it.keyed",
        "LOCK TABLE core_it.parts",
        "REINDEX TABLE core_it.wide" // Locks the index of its TOAST table.
      })
  void aLockedTableDoesNotStopTheSearch(String lock) throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.wide (id int PRIMARY KEY, v text)");
    List<String> all = names(tables.include("core_it.*"));
    try (Connection locking = TestSchema.postgres().getConnection()) {
      locking.setAutoCommit(false);
      TestSchema.execute(locking, lock);

      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> assertThat(names(tables.include("core_it.*"))).isEqualTo(all).contains("parts"));
      locking.rollback();
    }
  }

  @Test
  void twoTablesWithOneTargetAreRefused() throws SQLException {
    TestSchema.execute(
        "CREATE SCHEMA IF NOT EXISTS core_it_2; CREATE TABLE core_it_2.keyed (id int PRIMARY KEY)");
    try {
      PgLakeTables keyed = tables.include("core_it*.keyed").target("lake.{table}");

      assertThatThrownBy(keyed::find)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(
              "core_it.keyed and core_it_2.keyed are both copied into lake.keyed: use {schema}");
    } finally {
      TestSchema.execute("DROP SCHEMA core_it_2 CASCADE");
    }
  }

  private static List<String> names(PgLakeTables tables) {
    return tables.tables().stream().map(table -> table.source().name()).toList();
  }

  private static TableName name(String table) {
    return new TableName("core_it", table);
  }
}
