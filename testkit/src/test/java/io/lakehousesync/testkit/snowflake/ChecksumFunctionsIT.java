package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions for checksums, with the examples of their documentation. */
class ChecksumFunctionsIT {
  @TempDir static Path directory;
  private static StandIn standIn;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
    connection = standIn.connect();
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    standIn.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MD5_NUMBER_LOWER64('Snowflake') | 9203306159527282910",
        "HEX_ENCODE('Snowflake') | 536E6F77666C616B65",
        "REPLACE('down', 'down', 'up') | up",
        "TO_VARCHAR(CAST('0999-02-03' AS DATE), 'YYYY-MM-DD') | 0999-02-03",
        "TO_VARCHAR(CAST('01:02:03.000004' AS TIME), 'HH24:MI:SS.FF6') | 01:02:03.000004",
        "CAST(CAST('0.5' AS NUMBER(38, 6)) AS VARCHAR) | 0.500000",
      })
  void functionsReturnTheDocumentedValues(String expression, String expected) throws SQLException {
    assertThat(rows(connection, "SELECT " + expression)).containsExactly(expected);
  }

  @Test
  void aTimeWithAZoneIsWrittenInUtcInAnySessionTimeZone() throws SQLException {
    String sql =
        """
        SELECT TO_VARCHAR(CONVERT_TIMEZONE('UTC', CAST('2026-01-01T01:00:00Z' AS TIMESTAMP_LTZ)),
                          'YYYY-MM-DD HH24:MI:SS.FF6')
        """;
    for (String zone : new String[] {"UTC", "Asia/Tokyo"}) {
      execute(connection, "ALTER SESSION SET TIMEZONE = '%s'".formatted(zone));
      assertThat(rows(connection, sql)).containsExactly("2026-01-01 01:00:00.000000");
    }
    assertThatThrownBy(
            () ->
                rows(
                    connection,
                    "SELECT TO_VARCHAR(CAST('2026-01-01T01:00:00Z' AS TIMESTAMP_LTZ), 'YYYY-MM-DD')"))
        .hasMessageContaining("takes DATE, TIME or TIMESTAMP_NTZ here");
    assertThatThrownBy(
            () -> rows(connection, "SELECT TO_VARCHAR(CAST('2026-01-01' AS DATE), 'YY')"))
        .hasMessageContaining("does not know this format");
  }

  @Test
  void aTableCanServeTheRowsOfAnotherMetadataFile() throws Exception {
    Schema schema = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    Table table = standIn.newTable("said", schema);
    new TableWriter(table).append(new Object[] {1L});
    Table other = standIn.newTable("other", schema);
    new TableWriter(other).append(new Object[] {2L});
    execute(connection, register("said", table), register("other", other));
    String ask = "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('said')";
    String said = rows(connection, ask).get(0);
    String location =
        rows(connection, "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('other')")
            .get(0)
            .replaceFirst(".*\"(s3://[^\"]*)\".*", "$1");

    standIn.snowflake.serveRowsOf("RETAIL_ANALYTICS.LAKEHOUSE.SAID", location);

    assertThat(rows(connection, ask)).containsExactly(said);
    assertThat(rows(connection, "SELECT id FROM said")).containsExactly("2");
  }
}
