package io.lakehousesync.postgres.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.postgres.TestSchema;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The query that each copy sends first. */
class TableColumnsCostIT {
  /** PostgreSQL compiles statements above this cost, see jit_above_cost. This takes seconds. */
  private static final double COMPILED = 100_000;

  @Test
  void isTooCheapToBeCompiled() throws SQLException {
    String plan = plan().get(0);

    assertThat(Double.parseDouble(plan.replaceFirst(".*\\.\\.([\\d.]+) rows=.*", "$1")))
        .as(plan)
        .isLessThan(COMPILED);
  }

  /** Each table of the database has two types. */
  @Test
  void readsNoTypesOfOtherTables() throws SQLException {
    assertThat(plan())
        .anyMatch(line -> line.contains("Index Scan using pg_type_oid_index"))
        .noneMatch(line -> line.contains("Seq Scan on pg_type"));
  }

  /** The owner of a table can give it many columns, and long conditions of triggers. */
  @Test
  void readsTheTriggersOnlyOnce() throws SQLException {
    TestSchema.recreate(
        """
        CREATE FUNCTION core_it.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE core_it.t (id int PRIMARY KEY);
        DO $$
        DECLARE condition text;
        BEGIN
          FOR n IN 1..300 LOOP
            EXECUTE format('ALTER TABLE core_it.t ADD COLUMN c%s bool', n);
          END LOOP;
          SELECT string_agg(format('NEW.c%s', n), ' OR ') INTO condition FROM generate_series(1, 300) AS n;
          FOR n IN 1..20 LOOP
            EXECUTE format('CREATE TRIGGER a%s_lakehouse_sync_ BEFORE INSERT ON core_it.t FOR EACH ROW'
                           ' WHEN (%s) EXECUTE FUNCTION core_it.f()', n, condition);
          END LOOP;
        END $$
        """);

    assertThat(
            TestSchema.number(
                "SELECT sum(length(found::text)) FROM (%s) AS found".formatted(query())))
        .isBetween(20L * 300, 300_000L);
  }

  /**
   * An owner can build a chain of thousands in a second, and have a column of it read for minutes.
   */
  @Test
  void followsOnlyAHundredDomains() throws SQLException {
    TestSchema.recreate(
        """
        CREATE DOMAIN core_it.d0 AS int;
        DO $$ BEGIN
          FOR n IN 1..101 LOOP
            EXECUTE format('CREATE DOMAIN core_it.d%s AS core_it.d%s', n, n - 1);
          END LOOP;
        END $$;
        CREATE TABLE core_it.t (id int PRIMARY KEY, near core_it.d99, nears core_it.d98[]);
        CREATE TABLE core_it.far (id int PRIMARY KEY, far core_it.d101);
        CREATE TABLE core_it.fars (id int PRIMARY KEY, far core_it.d101[])
        """);

    assertThat(read("t").heap())
        .hasEntrySatisfying("near", column -> assertThat(column.plainType()).isEqualTo("integer"))
        .hasEntrySatisfying(
            "nears", column -> assertThat(column.plainType()).isEqualTo("integer[]"));
    for (String table : List.of("far", "fars")) {
      assertThatThrownBy(() -> read(table))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("column far", "more than 100 other domains");
    }
  }

  private static TableColumns read(String table) throws SQLException {
    try (Connection session = TestSchema.postgres().getConnection()) {
      return TableColumns.read(session, SyncTable.of("core_it." + table, "core_it.lake"));
    }
  }

  private static List<String> plan() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY, v text[])");
    return TestSchema.rows("EXPLAIN " + query());
  }

  private static String query() {
    String query = TableColumns.QUERY;
    for (String parameter : List.of("core_it", "t", "core_it", "lake")) {
      query = query.replaceFirst("\\?", "'" + parameter + "'");
    }
    return query;
  }
}
