package io.lakehousesync.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.testkit.TestLakehouse;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Test classes that {@link LakehouseExtensionIT} runs. */
final class SampleTests {
  private SampleTests() {}

  static List<String> column(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private static void createStores(TestLakehouse lakehouse) throws SQLException {
    lakehouse.execute(
        "CREATE TYPE place AS (street text, floor int)",
        "CREATE TABLE stores (id int, name text, tags text[], rates double precision[], at place)"
            + " USING iceberg",
        "INSERT INTO stores VALUES (1, 'Harbor', '{a,NULL}', '{1.5,NaN}', ROW('Pier 1', 2))");
  }

  @LakehouseTest(database = "RETAIL", schema = "APP")
  static class EveryParameter {
    private final TestLakehouse ofConstructor;

    EveryParameter(TestLakehouse lakehouse) {
      ofConstructor = lakehouse;
    }

    @BeforeAll
    static void create(TestLakehouse lakehouse) throws SQLException {
      createStores(lakehouse);
    }

    @Test
    void reachesAllServices(
        TestLakehouse lakehouse,
        @Postgres DataSource postgres,
        @Snowflake DataSource snowflake,
        EmbeddedSnowflake account,
        S3Settings settings,
        S3Client s3)
        throws SQLException {
      String location = column(postgres, "SELECT metadata_location FROM iceberg_tables").get(0);
      assertThat(location).startsWith(lakehouse.locationPrefix());
      String path = location.substring(lakehouse.storageBaseUrl().length());
      assertThat(s3.headObject(file -> file.bucket("lake").key(path)).contentLength()).isPositive();
      assertThat(settings).isEqualTo(lakehouse.s3());

      try (Connection connection = snowflake.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            """
            CREATE ICEBERG TABLE stores EXTERNAL_VOLUME = '%s' CATALOG = '%s'
              METADATA_FILE_PATH = '%s'
            """
                .formatted(lakehouse.externalVolume(), lakehouse.catalogIntegration(), path));
      }
      assertThat(lakehouse.querySnowflake("SELECT * FROM RETAIL.APP.STORES"))
          .containsExactly(
              Map.of(
                  "ID", 1L,
                  "NAME", "Harbor",
                  "TAGS", "[\"a\",null]",
                  "RATES", "[1.5,\"NaN\"]",
                  "AT", "{\"street\":\"Pier 1\",\"floor\":2}"));
      assertThat(lakehouse.snowflakeSchema()).isEqualTo("RETAIL.APP");
      assertThat(account.statements()).isNotEmpty();
      assertThat(lakehouse).isSameAs(ofConstructor);
    }

    @Nested
    class Inner {
      @Test
      void sharesTheLakehouse(TestLakehouse lakehouse) {
        assertThat(lakehouse).isSameAs(ofConstructor);
      }
    }
  }

  @LakehouseTest
  static class SameNamesAgain {
    @Test
    void startsEmpty(TestLakehouse lakehouse, EmbeddedSnowflake account) throws SQLException {
      createStores(lakehouse);
      assertThat(account.statements()).isEmpty();
    }
  }

  static class OnlyNested {
    @Nested
    @LakehouseTest
    class Inner {
      @Test
      void needsALakehouse(TestLakehouse lakehouse) {
        assertThat(lakehouse).isNotNull();
      }
    }
  }
}
