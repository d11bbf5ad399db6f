package io.lakehousesync.testkit.pglake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgLakeDdlIT {
  private static TestLake lake;

  @BeforeAll
  static void start() throws Exception {
    lake = TestLake.start();
    lake.sql(
        "CREATE TABLE fixed (id int, name text, amount numeric(10,2)) USING iceberg",
        "INSERT INTO fixed VALUES (1, NULL, 1)",
        "CREATE TABLE plain_ids (id int) USING iceberg",
        "CREATE TABLE heap (id int)",
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE TABLE moods (m mood) USING iceberg",
        "CREATE ROLE plain",
        "GRANT CREATE ON SCHEMA public TO plain",
        "CREATE SCHEMA closed",
        "GRANT USAGE ON SCHEMA closed TO plain",
        "CREATE TABLE closed.owned (id int) USING iceberg",
        "ALTER TABLE closed.owned OWNER TO plain",
        "SET ROLE plain; ALTER TABLE closed.owned ADD COLUMN v text");
  }

  @AfterAll
  static void stop() throws IOException {
    lake.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE x (id int PRIMARY KEY) USING iceberg|0A000|primary key constraints are not supported on foreign tables",
        "CREATE TABLE x (id int UNIQUE) USING iceberg|0A000|unique constraints are not supported on foreign tables",
        "CREATE TEMP TABLE x (id int) USING iceberg|0A000|pg_lake_table: temporary tables are not allowed for pg_lake_iceberg tables",
        "CREATE UNLOGGED TABLE x (id int) USING iceberg|0A000|pg_lake_table: unlogged tables are not allowed for pg_lake_iceberg tables",
        "CREATE TABLE x (id int) PARTITION BY RANGE (id) USING iceberg|0A000|partitioned table",
        "CREATE TEMP TABLE x USING iceberg AS SELECT 1 AS id|0A000|pg_lake_table: temporary tables are not allowed as pg_lake_iceberg tables",
        "CREATE MATERIALIZED VIEW x USING iceberg AS SELECT 1 AS id|0A000|pg_lake_table: materialized views are not allowed as pg_lake_iceberg tables",
        "CREATE TABLE IF NOT EXISTS fixed (id int) USING iceberg|58P02|is not empty",
        "ALTER TABLE fixed ADD COLUMN IF NOT EXISTS name text|XX000|column name already exists",
        "SET pg_lake_iceberg.default_location_prefix = ''; CREATE TABLE x (id int) USING iceberg|42601|\"location\" option is required for pg_lake_iceberg tables",
        "SET pg_lake_iceberg.unsupported_numeric_as_double = off; CREATE TABLE x (n numeric) USING iceberg|0A000|numeric type is not supported on Iceberg tables",
        "SET ROLE plain; CREATE TABLE x (id int) USING iceberg|42501|permission denied for foreign server pg_lake_iceberg",
        "SET ROLE plain; ALTER TABLE closed.owned RENAME COLUMN id TO n|42501|permission denied for schema closed",
        "ALTER TABLE fixed ALTER COLUMN name SET NOT NULL|0A000|ALTER TABLE ALTER COLUMN ... SET NOT NULL command not supported for pg_lake_iceberg tables",
        "ALTER TABLE fixed ADD COLUMN n int NOT NULL|0A000|ALTER TABLE ADD COLUMN with constraints command not supported for pg_lake_iceberg tables",
        "ALTER TABLE fixed ADD COLUMN n int CHECK (n > 0)|0A000|ALTER TABLE ADD COLUMN with constraints command not supported for pg_lake_iceberg tables",
        "ALTER TABLE fixed ADD COLUMN n timestamptz DEFAULT now()|0A000|ALTER TABLE ADD COLUMN with default expression command not supported for pg_lake_iceberg tables",
        "ALTER TABLE fixed ADD COLUMN n serial|0A000|ALTER TABLE ADD COLUMN with SERIAL data types command not supported for pg_lake_iceberg tables",
        "ALTER TABLE fixed ADD PRIMARY KEY (id)|0A000|primary key constraints are not supported on foreign tables",
        "ALTER TABLE fixed ALTER COLUMN id TYPE text|0A000|ALTER TABLE ALTER COLUMN ... SET DATA TYPE command not supported for pg_lake_iceberg tables",
        "ALTER TABLE fixed ALTER COLUMN amount TYPE numeric(12,3)|0A000|ALTER TABLE ALTER COLUMN ... SET DATA TYPE command not supported for pg_lake_iceberg tables",
        "ALTER TABLE heap SET ACCESS METHOD iceberg|0A000|setting the access method to iceberg is currently not supported",
        "CREATE TABLE x (id int) PARTITION BY LIST (id); ALTER TABLE x ATTACH PARTITION plain_ids DEFAULT|0A000|inheritance and partitions",
        "ALTER TYPE mood ADD VALUE 'so so'|0A000|because it is used in an iceberg table",
        "CREATE INDEX ON fixed (id)|42809|cannot create index on relation \"fixed\"",
        "COMMENT ON TABLE fixed IS 'x'|42809|\"fixed\" is not a table",
        "MERGE INTO fixed USING heap ON fixed.id = heap.id WHEN NOT MATCHED THEN INSERT (id) VALUES (1)|0A000|cannot execute MERGE on relation \"fixed\"",
        "INSERT INTO fixed (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'x'|42P10|no unique or exclusion constraint",
        "BEGIN READ ONLY; INSERT INTO fixed VALUES (1)|25006|read-only transaction",
      })
  void rejects(String sql, String sqlState, String message) {
    assertThatThrownBy(() -> lake.sql(sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState))
        .hasMessageContaining(message);
  }

  @Test
  void mergeIntoAHeapTableWorks() throws Exception {
    lake.sql(
        """
        CREATE TABLE merged (id int);
        MERGE INTO merged USING heap ON merged.id = heap.id
        WHEN NOT MATCHED THEN INSERT (id) VALUES (heap.id)
        """);
    assertThat(lake.rows("TABLE merged")).isEmpty();
  }

  @Test
  void aNumericWithoutPrecisionBecomesADoubleWithANotice() throws Exception {
    try (Connection connection = lake.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE doubled (n numeric, w numeric(40,2)) USING iceberg");
      assertThat(statement.getWarnings().getMessage())
          .isEqualTo(
              "column \"n\" has type that cannot be stored as an Iceberg decimal, converting to"
                  + " double precision");
    }
    lake.sql("INSERT INTO doubled VALUES (1.5, 2.5)");
    assertThat(lake.icebergRows("doubled")).containsExactly("1.5|2.5");
    assertThat(lake.rows("SELECT pg_typeof(n) FROM doubled")).containsExactly("double precision");
  }

  @Test
  void olderRowsHaveTheDefaultsOfAddedColumns() throws Exception {
    lake.sql(
        "CREATE TABLE grown (id int) USING iceberg",
        "INSERT INTO grown VALUES (1)",
        "ALTER TABLE grown ADD COLUMN note text",
        "ALTER TABLE grown ADD COLUMN kind text DEFAULT 'old'",
        "ALTER TABLE grown ADD COLUMN price numeric(5,2) DEFAULT 1.5",
        "ALTER TABLE grown ADD COLUMN day date DEFAULT '2020-02-03'",
        "INSERT INTO grown VALUES (2, 'n', 'new', 2, '2021-01-01')");
    assertThat(lake.icebergRows("grown"))
        .containsExactly("1|null|old|1.50|2020-02-03", "2|n|new|2.00|2021-01-01")
        .isEqualTo(lake.rows("TABLE grown ORDER BY id"));
    lake.sql("DELETE FROM grown WHERE id = 1");
    assertThat(lake.icebergRows("grown")).containsExactly("2|n|new|2.00|2021-01-01");
  }

  @Test
  void renamedAndDroppedColumnsKeepFieldIdsApart() throws Exception {
    lake.sql(
        "CREATE TABLE shaped (id int, a text, b text) USING iceberg",
        "INSERT INTO shaped VALUES (1, 'a', 'b')",
        "ALTER TABLE shaped DROP COLUMN a",
        "ALTER TABLE shaped RENAME COLUMN b TO a",
        "ALTER TABLE shaped ADD COLUMN b text",
        "INSERT INTO shaped VALUES (2, 'c', 'd')");
    assertThat(lake.icebergRows("shaped")).containsExactly("1|b|null", "2|c|d");
    assertThat(lake.iceberg("shaped").schema().columns())
        .extracting(Types.NestedField::fieldId)
        .containsExactly(1, 3, 4);
  }

  @Test
  void typesCanBeWidened() throws Exception {
    lake.sql(
        "CREATE TABLE wide (i int, f real, n numeric(5,2), s smallint, x int NOT NULL) USING iceberg",
        "INSERT INTO wide VALUES (1, 1.5, 2.25, 3, 4)");
    assertThat(lake.iceberg("wide").schema().findField("x").isRequired()).isTrue();
    lake.sql(
        "ALTER TABLE wide ALTER COLUMN i TYPE bigint, ALTER COLUMN f TYPE double precision,"
            + " ALTER COLUMN n TYPE numeric(20,2), ALTER COLUMN s TYPE int,"
            + " ALTER COLUMN x DROP NOT NULL",
        "INSERT INTO wide VALUES (5000000000, 2.5, 1234567890.25, 100000, NULL)");
    assertThat(lake.icebergRows("wide"))
        .containsExactly("1|1.5|2.25|3|4", "5000000000|2.5|1234567890.25|100000|null");
  }

  @Test
  void aSchemaChangeAloneWritesMetadataWithoutASnapshot() throws Exception {
    lake.sql("CREATE TABLE altered (id int) USING iceberg");
    lake.sql("ALTER TABLE altered ADD COLUMN name text");
    assertThat(lake.location("altered")).contains("/metadata/00001-");
    assertThat(lake.snapshots("altered")).isEmpty();
    assertThat(lake.iceberg("altered").schema().columns()).hasSize(2);
  }

  @Test
  void ddlAndDmlShareATransaction() throws Exception {
    lake.sql(
        "CREATE TABLE mixed (id int) USING iceberg",
        """
        BEGIN;
        INSERT INTO mixed VALUES (1);
        ALTER TABLE mixed ADD COLUMN name text DEFAULT 'd';
        INSERT INTO mixed VALUES (2, 'x');
        COMMIT
        """);
    assertThat(lake.icebergRows("mixed")).containsExactly("1|d", "2|x");
    assertThat(lake.location("mixed")).contains("/metadata/00001-");
    lake.sql("BEGIN; ALTER TABLE mixed DROP COLUMN name; ROLLBACK");
    assertThat(lake.iceberg("mixed").schema().columns()).hasSize(2);
  }

  @Test
  void aMovedTableKeepsItsLocation() throws Exception {
    lake.sql("CREATE TABLE here (id int) USING iceberg", "CREATE SCHEMA \"Odd Schema\"");
    String location = lake.location("here");
    lake.sql(
        "ALTER TABLE here RENAME TO \"There\"", "ALTER TABLE \"There\" SET SCHEMA \"Odd Schema\"");
    assertThat(lake.location("There")).isEqualTo(location);
    lake.sql("INSERT INTO \"Odd Schema\".\"There\" VALUES (1)");
    assertThat(
            lake.rows(
                "SELECT catalog_name, table_namespace FROM iceberg_tables"
                    + " WHERE table_name = 'There'"))
        .containsExactly("postgres|\"Odd Schema\"");
    assertThat(lake.icebergRows("There")).containsExactly("1");
  }

  @Test
  void aDroppedTableLeavesTheCatalog() throws Exception {
    lake.sql("CREATE TABLE gone (id int) USING iceberg");
    lake.sql("BEGIN", "INSERT INTO gone VALUES (1)", "DROP TABLE gone");
    lake.sql("BEGIN; INSERT INTO gone VALUES (1); DROP TABLE gone; COMMIT");
    assertThat(lake.rows("SELECT 1 FROM iceberg_tables WHERE table_name = 'gone'")).isEmpty();
  }

  @Test
  void lakeReadWriteIsEnoughToCreateAndWrite() throws Exception {
    lake.sql(
        "CREATE ROLE writer",
        "GRANT lake_read_write TO writer",
        "GRANT CREATE ON SCHEMA public TO writer");
    lake.sql(
        "SET ROLE writer; CREATE TABLE his (id int) USING iceberg; INSERT INTO his VALUES (1)");
    assertThat(lake.icebergRows("his")).containsExactly("1");
    lake.sql(
        "SET ROLE writer; UPDATE his SET id = 2; DELETE FROM his; TRUNCATE his; DROP TABLE his");
  }

  @Test
  void creatingTheExtensionAgainDoesNothing() throws Exception {
    lake.sql("CREATE EXTENSION IF NOT EXISTS pg_lake CASCADE");
    assertThat(lake.rows("SELECT extversion FROM pg_extension WHERE extname = 'pg_lake'"))
        .containsExactly("3.5");
  }
}
