package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings of a session have no influence, although format_type() depends on them. */
class SearchPathIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");
  private static final String WITH_TYPES = "SET search_path = core_it, \"Odd Types\", public";
  private static final String WITHOUT_TYPES = "SET search_path = public";

  private final DataSource with = TestSchema.postgres(WITH_TYPES);
  private final DataSource without = TestSchema.postgres(WITHOUT_TYPES);

  static Stream<SyncTable> tables() {
    return Stream.of(
        SALES,
        SALES.tracking(ChangeTracking.ordered("id")),
        SALES.tracking(ChangeTracking.comparison()));
  }

  @BeforeEach
  void createTypesInSchemasOfTheirOwn() throws SQLException {
    dropTypes();
    TestSchema.recreate(
        """
        CREATE SCHEMA "Odd Types";
        CREATE EXTENSION citext SCHEMA "Odd Types";
        CREATE TYPE core_it.mood AS ENUM ('good', 'bad');
        CREATE DOMAIN "Odd Types"."E-Mail" AS "Odd Types".citext;
        CREATE DOMAIN "Odd Types".code AS varchar(8);
        CREATE TYPE core_it.point AS (x int, y int);
        CREATE TABLE core_it.sales (
          id int PRIMARY KEY, name "Odd Types".citext, names "Odd Types".citext[],
          mail "Odd Types"."E-Mail", code "Odd Types".code, mood core_it.mood, moods core_it.mood[],
          amount numeric(12,2), place core_it.point, label varchar(10), labels varchar(10)[]);
        INSERT INTO core_it.sales
        VALUES (1, 'Ann', '{Ann}', 'a@b.c', 'x', 'good', '{bad}', 1, '(1,2)', 'l', '{l}')
        """);
  }

  @AfterEach
  void dropTypes() throws SQLException {
    TestSchema.execute("DROP SCHEMA IF EXISTS core_it CASCADE");
    TestSchema.execute("DROP EXTENSION IF EXISTS citext CASCADE");
    TestSchema.execute("DROP SCHEMA IF EXISTS \"Odd Types\" CASCADE");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void sessionThatQuotesAllNamesSeesTheSameTypes(SyncTable table) throws SQLException {
    DataSource quoting = TestSchema.postgres("SET quote_all_identifiers = on");
    PgLakeSetup.of(quoting).apply(List.of(table));
    SyncSourceContract.copyAll(PgLakeSource.of(without), table);
    TestSchema.execute("INSERT INTO core_it.sales (id, name) VALUES (2, 'Bob')");
    SyncSourceContract.copyAll(PgLakeSource.of(quoting), table);

    assertThat(PgLakeSetup.of(quoting).plan(List.of(table))).isEmpty();
    assertThat(PgLakeVerifier.of(quoting).verify(table).agrees()).isTrue();
    assertThat(TestSchema.rows("SELECT name FROM core_it.iceberg_sales ORDER BY id"))
        .containsExactly("Ann", "Bob");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void sessionsWithAnotherSearchPathSeeTheSameTypes(SyncTable table) throws SQLException {
    PgLakeSetup.of(with).apply(List.of(table));
    SyncSourceContract.copyAll(PgLakeSource.of(with), table);
    TestSchema.execute("INSERT INTO core_it.sales (id, name) VALUES (2, 'Bob')");

    SyncSource other = PgLakeSource.of(without);
    other.validate(table);
    SyncSourceContract.copyAll(other, table);
    VerifyReport report = PgLakeVerifier.of(without).verify(table);

    assertThat(PgLakeSetup.of(without).plan(List.of(table))).isEmpty();
    assertThat(report.differences()).isEmpty();
    assertThat(TestSchema.rows("SELECT name FROM core_it.iceberg_sales ORDER BY id"))
        .containsExactly("Ann", "Bob");
  }

  @Test
  void theSetUpNamesTypesWithTheirSchema() throws SQLException {
    PgLakeSetup.of(with).apply(List.of(SALES));

    assertThat(
            TestSchema.rows(
                """
                SELECT format_type(atttypid, atttypmod) FROM pg_attribute
                WHERE attrelid = 'core_it.iceberg_sales'::regclass AND attnum > 0 ORDER BY attnum
                """))
        .containsExactly(
            "integer",
            "\"Odd Types\".citext",
            "\"Odd Types\".citext[]",
            "\"Odd Types\".citext",
            "character varying(8)",
            "text",
            "text[]",
            "numeric(12,2)",
            "core_it.point",
            "text",
            "character varying(10)[]");
  }

  @Test
  void linksThatWereStoredWithoutTheSchemaAreTheSameTypes() throws SQLException {
    PgLakeSetup.of(with).apply(List.of(SALES));
    SyncSourceContract.copyAll(PgLakeSource.of(with), SALES);
    TestSchema.execute(
        "UPDATE lakehouse_sync.column_link SET type = replace(type, '\"Odd Types\".', '')");
    TestSchema.execute("INSERT INTO core_it.sales (id) VALUES (2)");

    SyncSource source = PgLakeSource.of(without);
    source.validate(SALES);
    SyncSourceContract.copyAll(source, SALES);

    assertThat(TestSchema.rows("SELECT type FROM lakehouse_sync.column_link ORDER BY heap"))
        .contains("\"Odd Types\".citext", "\"Odd Types\".citext[]")
        .doesNotContain("citext", "citext[]");
  }
}
