package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lakehousesync.testkit.s3.EmbeddedS3;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionIT {
  @TempDir static Path directory;
  private static EmbeddedS3 s3;
  private static EmbeddedSnowflake snowflake;

  @BeforeAll
  static void start() throws Exception {
    s3 = EmbeddedS3.start(Files.createDirectory(directory.resolve("s3")));
    snowflake =
        EmbeddedSnowflake.builder(s3.settings())
            .workDirectory(directory.resolve("work"))
            .user("sync")
            .password("right")
            .token("pat-1")
            .role("loader")
            .role("r")
            .database("retail_analytics", "lakehouse", "\"Mixed\"")
            .start();
  }

  @AfterAll
  static void stop() {
    snowflake.close();
    s3.close();
  }

  private static Connection connect(Properties properties) throws SQLException {
    return DriverManager.getConnection(snowflake.jdbcUrl(), properties);
  }

  private static Properties with(String... pairs) {
    Properties properties = snowflake.connectionProperties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  @Test
  void logsInWithTheUrlAlone() throws SQLException {
    try (Connection connection = DriverManager.getConnection(snowflake.jdbcUrl())) {
      assertThat(rows(connection, "SELECT CURRENT_ROLE()")).containsExactly("ACCOUNTADMIN");
    }
  }

  @Test
  void opensConnectionsByADataSource() throws SQLException {
    DataSource inSchema = snowflake.dataSource("retail_analytics", "\"Mixed\"");
    try (Connection connection = inSchema.getConnection();
        Connection without = snowflake.dataSource().getConnection("sync", "right")) {
      assertThat(connection.getSchema()).isEqualTo("Mixed");
      assertThat(rows(without, "SELECT CURRENT_DATABASE()")).containsExactly("null");
    }
    assertThatThrownBy(() -> inSchema.getConnection("sync", "wrong"))
        .hasMessageContaining("Incorrect username or password was specified.");
  }

  @Test
  void rejectsAWrongPassword() {
    assertThatThrownBy(() -> connect(with("password", "wrong")))
        .hasMessageContaining("Incorrect username or password was specified.")
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(390100));
    assertThatThrownBy(() -> connect(with("user", "nobody")))
        .hasMessageContaining("Incorrect username or password was specified.");
  }

  @Test
  void acceptsATokenInsteadOfThePassword() throws SQLException {
    Properties right = with("authenticator", "programmatic_access_token", "token", "pat-1");
    right.remove("password");
    try (Connection connection = connect(right)) {
      assertThat(connection.isValid(5)).isTrue();
    }
    Properties wrong = with("authenticator", "programmatic_access_token", "token", "pat-2");
    wrong.remove("password");
    assertThatThrownBy(() -> connect(wrong)).hasMessageContaining("Incorrect username");
  }

  @Test
  void startsWithTheObjectsOfTheLogin() throws SQLException {
    try (Connection connection =
        connect(
            with(
                "db",
                "retail_analytics",
                "schema",
                "lakehouse",
                "role",
                "loader",
                "warehouse",
                "wh"))) {
      assertThat(connection.getCatalog()).isEqualTo("RETAIL_ANALYTICS");
      assertThat(connection.getSchema()).isEqualTo("LAKEHOUSE");
      assertThat(
              rows(
                  connection,
                  "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_ROLE() AS r, CURRENT_WAREHOUSE()"))
          .containsExactly("RETAIL_ANALYTICS|LAKEHOUSE|LOADER|WH");
    }
  }

  @Test
  void changesTheCurrentObjects() throws SQLException {
    try (Connection connection = connect(with())) {
      execute(connection, "USE DATABASE retail_analytics");
      assertThat(connection.getSchema()).isEqualTo("PUBLIC");
      connection.setSchema("Mixed");
      assertThat(connection.getSchema()).isEqualTo("Mixed");
      execute(connection, "USE SCHEMA RETAIL_ANALYTICS.LAKEHOUSE", "USE ROLE r", "USE WAREHOUSE w");
      assertThat(rows(connection, "SELECT CURRENT_SCHEMA(), CURRENT_ROLE(), CURRENT_WAREHOUSE()"))
          .containsExactly("LAKEHOUSE|R|W");
    }
  }

  @Test
  void createsTheArticlesObjects() throws SQLException {
    try (Connection connection = connect(with())) {
      execute(
          connection,
          "CREATE DATABASE IF NOT EXISTS article",
          "CREATE SCHEMA IF NOT EXISTS article.lake",
          "USE DATABASE article",
          "USE SCHEMA article.lake",
          """
          CREATE OR REPLACE EXTERNAL VOLUME retail_lake_volume
            STORAGE_LOCATIONS = (
              (
                NAME                    = 'retail-s3-ap3'
                STORAGE_PROVIDER        = 'S3'
                STORAGE_BASE_URL        = 's3://retail-lake-ap3/'
                STORAGE_AWS_ROLE_ARN    = 'arn:aws:iam::012345678910:role/snowflake-retail-lake-role'
              )
            );
          """,
          """
          CREATE OR REPLACE CATALOG INTEGRATION pg_lake_catalog
            CATALOG_SOURCE = OBJECT_STORE
            TABLE_FORMAT = ICEBERG
            ENABLED = TRUE;
          """,
          "CREATE DATABASE IF NOT EXISTS article");
      assertThat(connection.getSchema()).isEqualTo("LAKE");
      assertThatThrownBy(() -> execute(connection, "CREATE DATABASE article"))
          .hasMessageContaining("Database 'ARTICLE' already exists.");
    }
  }

  @Test
  void needsADatabaseForAnUnqualifiedName() throws SQLException {
    try (Connection connection = connect(with())) {
      assertThatThrownBy(() -> execute(connection, "SELECT 1 FROM t"))
          .hasMessageContaining("This session does not have a current database");
    }
  }

  @Test
  void logsEachStatementWithItsTagAndItsError() throws SQLException {
    try (Connection connection = connect(with("QUERY_TAG", "lakehouse-sync"))) {
      int before = snowflake.statements().size();
      rows(connection, "SELECT 1");
      assertThatThrownBy(() -> execute(connection, "SELEKT 1")).isInstanceOf(SQLException.class);
      List<ExecutedStatement> log = snowflake.statements();
      assertThat(log.subList(before, log.size()))
          .extracting(
              ExecutedStatement::sql, ExecutedStatement::queryTag, ExecutedStatement::errorCode)
          .containsExactly(
              tuple("SELECT 1", Optional.of("lakehouse-sync"), Optional.empty()),
              tuple("SELEKT 1", Optional.of("lakehouse-sync"), Optional.of("001003")));
      assertThat(log.get(before).succeeded()).isTrue();
      assertThat(log.get(before).queryId()).isNotEqualTo(log.get(before + 1).queryId());
    }
  }

  @Test
  void continuesAfterTheTokensHaveExpired() throws SQLException {
    try (Connection connection = connect(with())) {
      snowflake.expireSessions();
      assertThat(rows(connection, "SELECT 1")).containsExactly("1");
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void keepsSessionsApart() throws SQLException {
    try (Connection one = connect(with());
        Connection other = connect(with())) {
      execute(one, "USE DATABASE retail_analytics");
      assertThat(rows(one, "SELECT CURRENT_DATABASE()")).containsExactly("RETAIL_ANALYTICS");
      assertThat(rows(other, "SELECT CURRENT_DATABASE()")).containsExactly("null");
      assertThat(rows(one, "SELECT CURRENT_SESSION()"))
          .isNotEqualTo(rows(other, "SELECT CURRENT_SESSION()"));
    }
  }

  @Test
  void rejectsAStatementWithoutASession() throws Exception {
    assertThat(post("/queries/v1/query-request", "{\"sqlText\":\"SELECT 1\"}").body())
        .contains("\"code\":\"390104\"", "Session token is missing or invalid.");
  }

  @Test
  void answersUnknownPathsWith404() throws Exception {
    assertThat(post("/queries/v2/query-request", "{}").statusCode()).isEqualTo(404);
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    String base = snowflake.jdbcUrl().replaceFirst("jdbc:snowflake(.*/)\\?.*", "http$1");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(base + path.substring(1)))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aLoginTimeoutLimitsTheCloseOfAConnectionAfterTheEnd() throws Exception {
    EmbeddedSnowflake ended =
        EmbeddedSnowflake.builder(s3.settings()).workDirectory(directory.resolve("ended")).start();
    Connection connection = DriverManager.getConnection(ended.jdbcUrl() + "&loginTimeout=1");
    ended.close();

    Instant before = Instant.now();
    assertThatThrownBy(connection::close).hasMessageContaining("Connection refused");
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void removesItsWorkDirectoryOnClose() throws Exception {
    Path work = directory.resolve("closed");
    EmbeddedSnowflake.builder(s3.settings()).workDirectory(work).start().close();
    assertThat(work).isEmptyDirectory();
  }
}
