package io.lakehousesync.testkit.pglake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgLakeTypesIT {
  private static TestLake lake;

  @BeforeAll
  static void start() throws Exception {
    lake = TestLake.start();
    lake.sql(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
        "CREATE TYPE point3 AS (x int, y double precision, label text)");
  }

  @AfterAll
  static void stop() throws IOException {
    lake.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "boolean; 'true'; boolean; true",
        "smallint; '-7'; int; -7",
        "int; '-2147483648'; int; -2147483648",
        "bigint; '9223372036854775807'; long; 9223372036854775807",
        "real; '1.5'; float; 1.5",
        "double precision; 'NaN'; double; NaN",
        "numeric(10,2); '-12345678.90'; decimal(10, 2); -12345678.90",
        "numeric(38,10); '1234567890123456789012345678.0123456789'; decimal(38, 10); 1234567890123456789012345678.0123456789",
        "numeric(5,2); '0'; decimal(5, 2); 0.00",
        "numeric(12,6); '0.000001'; decimal(12, 6); 0.000001",
        "text; 'häß 🦆'; string; häß 🦆",
        "varchar(10); 'v'; string; v",
        "json; '{\"a\":1}'; string; {\"a\":1}",
        "jsonb; '{\"a\":1}'; string; {\"a\": 1}",
        "mood; 'bad'; string; bad",
        "inet; '10.0.0.1'; string; 10.0.0.1",
        "int4range; '[1,5)'; string; [1,5)",
        "positive; '5'; int; 5",
        "date; '1969-12-31'; date; 1969-12-31",
        "time; '12:34:56.789'; time; 12:34:56.789",
        "timetz; '12:34:56+02'; time; 10:34:56",
        "timestamp; '1999-12-31 23:59:59.999999'; timestamp; 1999-12-31T23:59:59.999999",
        "timestamptz; '2020-01-01 00:00:00+02'; timestamptz; 2019-12-31T22:00Z",
        "uuid; '7d444840-9dc0-11d1-b245-5ffdce74fad2'; uuid; 7d444840-9dc0-11d1-b245-5ffdce74fad2",
        "int[]; '{1,NULL,3}'; list<int>; [1, null, 3]",
        "text[]; '{}'; list<string>; []",
        "varchar(5)[]; '{a,b}'; list<string>; [a, b]",
        "smallint[]; '{1}'; list<int>; [1]",
        "numeric(5,1)[]; '{1.5}'; list<decimal(5, 1)>; [1.5]",
        "interval; '1 month 2 days 00:00:03'; struct<2: months: optional long, 3: days: optional long, 4: microseconds: optional long>; Record(1, 2, 3000000)",
        "point3; '(1,2.5,here)'; struct<2: x: optional int, 3: y: optional double, 4: label: optional string>; Record(1, 2.5, here)",
      })
  void storesAndReadsBack(String type, String literal, String iceberg, String value)
      throws Exception {
    lake.sql(
        "DROP TABLE IF EXISTS typed",
        "CREATE TABLE typed (v %s, id int) USING iceberg".formatted(type),
        "INSERT INTO typed SELECT CASE WHEN g = 1 THEN %s END::%s, g FROM generate_series(1, 12) g"
            .formatted(literal, type));
    assertThat(lake.iceberg("typed").schema().findType("v").toString()).isEqualTo(iceberg);
    assertThat(lake.icebergRows("typed")).contains(value + "|1", "null|2").hasSize(12);
    lake.sql("DELETE FROM typed WHERE id = 1");
    assertThat(lake.icebergRows("typed")).doesNotContain(value + "|1").hasSize(11);
  }

  @Test
  void storesBytes() throws Exception {
    lake.sql(
        "CREATE TABLE bytes (b bytea) USING iceberg",
        "INSERT INTO bytes VALUES ('\\x00ff'), ('\\x01')",
        "DELETE FROM bytes WHERE b = '\\x01'");
    assertThat(lake.iceberg("bytes").schema().findType("b")).isEqualTo(Types.BinaryType.get());
    assertThat(lake.files("bytes"))
        .singleElement()
        .satisfies(file -> assertThat(file.file().recordCount()).isEqualTo(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "date; 'infinity'; 22008; date out of range",
        "timestamp; '-infinity'; 22008; timestamp out of range",
        "timestamptz; '12000-01-01'; 22008; timestamptz out of range",
        "numeric(5,2); 'NaN'; XX000; NaN is not supported for Iceberg decimal",
        "int[]; '{{1},{2}}'; 0A000; multidimensional arrays are not supported in Iceberg tables",
      })
  void rejectsValuesThatIcebergCannotHold(
      String type, String literal, String sqlState, String message) throws Exception {
    lake.sql("DROP TABLE IF EXISTS typed", "CREATE TABLE typed (v " + type + ") USING iceberg");
    assertThatThrownBy(() -> lake.sql("INSERT INTO typed VALUES (%s)".formatted(literal)))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState))
        .hasMessageContaining(message);
    assertThat(lake.rows("TABLE typed")).isEmpty();
  }
}
