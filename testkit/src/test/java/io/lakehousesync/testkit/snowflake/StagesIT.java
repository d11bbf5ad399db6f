package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagesIT {
  @TempDir static Path directory;
  private static StandIn standIn;

  private Connection connection;

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = standIn.connect();
    execute(connection, StandIn.storageIntegration("i"));
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void theDirectoryTableSeesFilesAfterARefreshOnly() throws Exception {
    execute(connection, stage("seen", "ENABLE = TRUE"));
    standIn.put("s3://lake/seen/00000-a.metadata.json", "a");
    assertThat(paths("seen")).isEmpty();
    execute(connection, "ALTER STAGE seen REFRESH");
    assertThat(paths("seen")).containsExactly("00000-a.metadata.json");
    standIn.put("s3://lake/seen/00001-b.metadata.json", "b");
    standIn.io.deleteFile("s3://lake/seen/00000-a.metadata.json");
    assertThat(paths("seen")).containsExactly("00000-a.metadata.json");
    execute(connection, "ALTER STAGE \"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"SEEN\" REFRESH");
    assertThat(paths("seen")).containsExactly("00001-b.metadata.json");
  }

  @Test
  void autoRefreshAndRefreshOnCreateSeeThemWithoutOne() throws Exception {
    standIn.put("s3://lake/auto/a", "a");
    execute(
        connection,
        stage("auto", "ENABLE = TRUE AUTO_REFRESH = TRUE"),
        "CREATE STAGE filled URL = 's3://lake/auto/' STORAGE_INTEGRATION = i"
            + " DIRECTORY = (ENABLE = TRUE REFRESH_ON_CREATE = TRUE)");
    standIn.put("s3://lake/auto/b", "b");
    assertThat(paths("auto")).containsExactly("a", "b");
    assertThat(paths("filled")).containsExactly("a");
  }

  @Test
  void showsTheAttributesOfFilesOnS3() throws Exception {
    standIn.put("s3://lake/facts/x/a.txt", "hello");
    execute(connection, stage("facts", "ENABLE = TRUE"), "ALTER STAGE facts REFRESH");
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM DIRECTORY(@lakehouse.facts)")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("RELATIVE_PATH")).isEqualTo("x/a.txt");
      assertThat(rows.getLong("SIZE")).isEqualTo(5);
      assertThat(rows.getString("MD5")).isEqualTo("5d41402abc4b2a76b9719d911017c592");
      assertThat(rows.getString("ETAG")).isEqualTo(rows.getString("MD5"));
      assertThat(rows.getString("FILE_URL")).endsWith("/x/a.txt");
      assertThat(rows.getTimestamp("LAST_MODIFIED").getNanos()).isZero();
    }
  }

  @Test
  void answersTheLibrarysQueryForTheNewestFile() throws Exception {
    for (String name :
        new String[] {
          "00002-aa.metadata.json", "00010-bb.gz.metadata.json", "snap-1-x.avro", "x-m0.avro"
        }) {
      standIn.put("s3://lake/newest/" + name, name);
    }
    execute(connection, stage("newest", "ENABLE = TRUE"), "ALTER STAGE newest REFRESH");
    String matches =
        "FROM DIRECTORY(@\"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"NEWEST\")"
            + " WHERE REGEXP_LIKE(RELATIVE_PATH,"
            + " '[0-9]+-[0-9A-Za-z-]+[.](gz[.])?metadata[.]json')";
    String sql =
        "SELECT COUNT(*), MAX(RELATIVE_PATH) "
            + matches
            + " AND TO_NUMBER(SPLIT_PART(RELATIVE_PATH, '-', 1)) ="
            + " (SELECT MAX(TO_NUMBER(SPLIT_PART(RELATIVE_PATH, '-', 1))) "
            + matches
            + ")";
    assertThat(rows(connection, sql)).containsExactly("1|00010-bb.gz.metadata.json");
    assertThat(rows(connection, "SELECT TRY_TO_NUMBER('x'), SPLIT_PART('s3://a/b', '/', -1)"))
        .containsExactly("null|b");
  }

  @Test
  void showsDescribesAndDrops() throws Exception {
    execute(connection, stage("shown_stage", "ENABLE = TRUE"));
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SHOW STAGES LIKE 'shown%' IN SCHEMA \"RETAIL_ANALYTICS\".\"LAKEHOUSE\"")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("name")).isEqualTo("SHOWN_STAGE");
      assertThat(rows.getString("url")).isEqualTo("s3://lake/shown_stage/");
      assertThat(rows.getString("storage_integration")).isEqualTo("I");
      assertThat(rows.getString("directory_enabled")).isEqualTo("Y");
      assertThat(rows.next()).isFalse();
    }
    assertThat(rows(connection, "DESCRIBE STAGE shown_stage"))
        .contains("STAGE_LOCATION|URL|String|[\"s3://lake/shown_stage/\"]|");
    execute(
        connection,
        "CREATE STAGE IF NOT EXISTS shown_stage URL = 's3://lake/other/' STORAGE_INTEGRATION = i",
        "DROP STAGE shown_stage",
        "DROP STAGE IF EXISTS shown_stage");
    assertThat(rows(connection, "SHOW STAGES LIKE 'shown%'")).isEmpty();
  }

  @Test
  void losesAnIntegrationThatIsReplaced() throws Exception {
    execute(
        connection,
        StandIn.storageIntegration("mine"),
        "CREATE STAGE cut URL = 's3://lake/cut/' STORAGE_INTEGRATION = mine"
            + " DIRECTORY = (ENABLE = TRUE)",
        "ALTER STAGE cut REFRESH",
        StandIn.storageIntegration("mine")
            .replace("CREATE", "CREATE OR REPLACE")
            .replace("IF NOT EXISTS", ""));
    RejectedStatement.by(connection, "ALTER STAGE cut REFRESH")
        .with(99917, "55000", "was replaced and no longer belongs to stage");
    execute(connection, "DROP STORAGE INTEGRATION mine");
    RejectedStatement.by(connection, "ALTER STAGE cut REFRESH")
        .with(2003, "02000", "Storage integration 'MINE' does not exist");
  }

  @Test
  void rejectsStatementsThatSnowflakeRejects() throws Exception {
    RejectedStatement.by(connection, "CREATE STAGE bad URL = 's3://lake/x' STORAGE_INTEGRATION = i")
        .with(99910, "22023", "it must have the form s3://bucket/path/");
    RejectedStatement.by(connection, "CREATE STAGE bad URL = 's3://lake/x/'")
        .with(2029, "42601", "Missing option(s): [STORAGE_INTEGRATION]");
    RejectedStatement.by(
            connection, "CREATE STAGE bad URL = 's3://lake/x/' STORAGE_INTEGRATION = nobody")
        .with(2003, "02000", "Storage integration 'NOBODY' does not exist");
    RejectedStatement.by(connection, "CREATE STAGE bad URL = 's3://sea/x/' STORAGE_INTEGRATION = i")
        .with(99910, "22023", "not among the allowed locations of the integration I");
    RejectedStatement.by(connection, "SELECT * FROM DIRECTORY(@none)")
        .with(2003, "02000", "Stage 'RETAIL_ANALYTICS.LAKEHOUSE.NONE' does not exist");
    RejectedStatement.by(connection, "ALTER STAGE none REFRESH")
        .with(2003, "02000", "Stage 'RETAIL_ANALYTICS.LAKEHOUSE.NONE' does not exist");
    execute(connection, "CREATE STAGE bare URL = 's3://lake/x/' STORAGE_INTEGRATION = i");
    RejectedStatement.by(connection, "ALTER STAGE bare REFRESH")
        .with(1003, "42000", "has no directory table enabled");
    RejectedStatement.by(connection, stage("bare", "ENABLE = TRUE"))
        .with(2002, "42710", "Stage 'RETAIL_ANALYTICS.LAKEHOUSE.BARE' already exists.");
    RejectedStatement.by(connection, "ALTER STAGE bare REFRESH SUBPATH = 'x'")
        .with(1003, "42000", "unexpected 'SUBPATH'");
  }

  private static String stage(String name, String directory) {
    return "CREATE STAGE %1$s URL = 's3://lake/%1$s/' STORAGE_INTEGRATION = \"I\" DIRECTORY = (%2$s)"
        .formatted(name, directory);
  }

  private java.util.List<String> paths(String stage) throws SQLException {
    return rows(
        connection, "SELECT RELATIVE_PATH FROM DIRECTORY(@" + stage + ") ORDER BY RELATIVE_PATH");
  }
}
