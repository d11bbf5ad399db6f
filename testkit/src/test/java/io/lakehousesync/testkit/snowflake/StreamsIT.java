package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class StreamsIT {
  private static final String HAS_DATA =
      "SELECT SYSTEM$STREAM_HAS_DATA('\"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"ST\"')";
  private static final String CONSUME =
      "INSERT INTO log (name, seen) SELECT relative_path, last_modified FROM st"
          + " WHERE METADATA$ACTION = 'INSERT'";

  @TempDir static Path directory;
  private static StandIn standIn;

  private Connection connection;
  private String url = "";

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  @BeforeEach
  void create(TestInfo test) throws Exception {
    connection = standIn.connect();
    url = "s3://lake/" + test.getDisplayName().replace("()", "") + "/";
    standIn.put(url + "old", "1");
    execute(
        connection,
        StandIn.storageIntegration("i"),
        "CREATE OR REPLACE STAGE sg URL = '%s' STORAGE_INTEGRATION = i DIRECTORY = (ENABLE = TRUE)"
            .formatted(url),
        "ALTER STAGE sg REFRESH",
        "CREATE OR REPLACE STREAM st ON STAGE sg",
        "CREATE OR REPLACE TABLE log (name VARCHAR, seen TIMESTAMP_LTZ, n INTEGER)");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void showsTheChangesSinceItWasCreated() throws Exception {
    assertThat(hasData()).isFalse();
    standIn.put(url + "new", "1");
    assertThat(hasData()).as("before the directory table was refreshed").isFalse();
    standIn.put(url + "old", "22");
    execute(connection, "ALTER STAGE sg REFRESH");
    assertThat(hasData()).isTrue();
    assertThat(
            rows(
                connection,
                "SELECT relative_path, size, METADATA$ACTION, METADATA$ISUPDATE FROM st"
                    + " ORDER BY 1, 2"))
        .containsExactly("new|1|INSERT|FALSE", "old|1|DELETE|TRUE", "old|2|INSERT|TRUE");
    standIn.io.deleteFile(url + "old");
    execute(connection, "ALTER STAGE sg REFRESH");
    assertThat(rows(connection, "SELECT relative_path, METADATA$ACTION FROM st ORDER BY 1"))
        .containsExactly("new|INSERT", "old|DELETE");
    assertThat(rows(connection, "SELECT METADATA$ROW_ID FROM st")).doesNotHaveDuplicates();
  }

  @Test
  void isConsumedByDmlAndNotBySelect() throws Exception {
    newFile("a");
    newFile("b");
    assertThat(rows(connection, "SELECT COUNT(*) FROM st")).containsExactly("2");
    assertThat(hasData()).isTrue();
    try (java.sql.Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(CONSUME)).isEqualTo(2);
    }
    assertThat(hasData()).isFalse();
    newFile("c");
    execute(connection, "INSERT INTO log (name) SELECT relative_path FROM st WHERE 1 = 0");
    assertThat(hasData()).as("all of it, whatever the statement kept").isFalse();
    assertThat(logged()).containsExactly("a", "b");
  }

  @Test
  void isConsumedByCommitAndKeptByRollback() throws Exception {
    newFile("a");
    execute(connection, "BEGIN TRANSACTION", CONSUME);
    assertThat(logged()).containsExactly("a");
    assertThat(hasData()).isTrue();
    execute(connection, "ROLLBACK");
    assertThat(logged()).isEmpty();
    assertThat(hasData()).isTrue();
    execute(connection, "BEGIN TRANSACTION", CONSUME, "COMMIT");
    assertThat(logged()).containsExactly("a");
    assertThat(hasData()).isFalse();
  }

  @Test
  void staysTheSameWithinATransaction() throws Exception {
    newFile("a");
    execute(connection, "BEGIN");
    try (Connection other = standIn.connect()) {
      standIn.put(url + "b", "b");
      execute(other, "ALTER STAGE sg REFRESH");
      assertThat(rows(connection, "SELECT relative_path FROM st")).containsExactly("a");
      assertThat(rows(other, "SELECT relative_path FROM st ORDER BY 1")).containsExactly("a", "b");
      execute(connection, CONSUME);
      assertThat(rows(connection, "SELECT relative_path FROM st")).containsExactly("a");
      assertThat(rows(other, "SELECT * FROM log")).as("not committed").isEmpty();
      RejectedStatement.by(other, CONSUME).with(625, "57014", "lock has not yet been released");
      execute(connection, "COMMIT");
      assertThat(rows(other, "SELECT relative_path FROM st")).containsExactly("b");
    }
  }

  @Test
  void keepsItsDataIfAutocommitIsOffWithoutACommit() throws Exception {
    newFile("a");
    try (Connection other = standIn.connect()) {
      other.setAutoCommit(false);
      execute(other, CONSUME);
      other.rollback();
      assertThat(hasData()).isTrue();
      execute(other, CONSUME);
      other.commit();
    }
    assertThat(hasData()).isFalse();
  }

  @Test
  void anErrorKeepsTheData() throws Exception {
    newFile("a");
    RejectedStatement.by(connection, "INSERT INTO log (n) SELECT relative_path FROM st")
        .with(99900, "22000", "Could not convert");
    assertThat(hasData()).isTrue();
    assertThat(rows(connection, "SELECT * FROM log")).isEmpty();
  }

  @Test
  void cannotBeReadOnceItsStageIsReplaced() throws Exception {
    newFile("a");
    execute(
        connection,
        "CREATE OR REPLACE STAGE sg URL = '%s' STORAGE_INTEGRATION = i DIRECTORY = (ENABLE = TRUE)"
            .formatted(url));
    RejectedStatement.by(connection, "SELECT * FROM st")
        .with(99911, "02000", "cannot read from stream");
    RejectedStatement.by(connection, HAS_DATA).with(99911, "02000", "cannot read from stream");
    assertThat(shown("stale")).isEqualTo("true");
  }

  @Test
  void followsAStageThatRefreshesItself() throws Exception {
    execute(
        connection,
        ("CREATE OR REPLACE STAGE sg URL = '%s' STORAGE_INTEGRATION = i"
                + " DIRECTORY = (ENABLE = TRUE AUTO_REFRESH = TRUE)")
            .formatted(url),
        "CREATE OR REPLACE STREAM st ON STAGE sg");
    assertThat(hasData()).isFalse();
    standIn.put(url + "a", "a");
    assertThat(hasData()).isTrue();
  }

  @Test
  void showsAndDrops() throws Exception {
    assertThat(shown("table_name")).isEqualTo("RETAIL_ANALYTICS.LAKEHOUSE.SG");
    assertThat(shown("source_type")).isEqualTo("Stage");
    assertThat(shown("stale")).isEqualTo("false");
    execute(connection, "DROP STREAM st", "DROP STREAM IF EXISTS st");
    RejectedStatement.by(connection, HAS_DATA)
        .with(2003, "02000", "Stream 'RETAIL_ANALYTICS.LAKEHOUSE.ST' does not exist");
    RejectedStatement.by(connection, "CREATE STREAM st ON TABLE log")
        .with(1003, "42000", "'TABLE'");
  }

  @Test
  void tablesTakeValuesAndAreShown() throws Exception {
    execute(
        connection,
        "CREATE TABLE IF NOT EXISTS log (other VARCHAR)",
        "INSERT INTO log VALUES ('it''s', '2026-01-05 08:00:00Z', 1 + (2)), (NULL, NULL, NULL)");
    assertThat(rows(connection, "SELECT name, n FROM log ORDER BY n"))
        .containsExactly("it's|3", "null|null");
    assertThat(rows(connection, "SELECT COUNT(*) FROM log WHERE seen = '2026-01-05T08:00:00Z'"))
        .containsExactly("1");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO log (name, n) VALUES (?, ?)")) {
      insert.setString(1, "bound");
      insert.setInt(2, 7);
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW TABLES LIKE 'log' IN SCHEMA lakehouse")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("name")).isEqualTo("LOG");
      assertThat(rows.getInt("rows")).isEqualTo(3);
    }
    RejectedStatement.by(connection, "INSERT INTO log (name) VALUES ('a', 'b')")
        .with(1003, "42000", "expecting 1 but got 2");
    RejectedStatement.by(connection, "INSERT INTO log (nothing) VALUES ('a')")
        .with(904, "42000", "invalid identifier 'NOTHING'");
    RejectedStatement.by(connection, "CREATE TABLE t (a VARCHAR NOT NULL)")
        .with(1003, "42000", "'NOT'");
    execute(connection, "DROP TABLE log");
    RejectedStatement.by(connection, "INSERT INTO log VALUES (1)")
        .with(2003, "42S02", "does not exist");
  }

  @Test
  void aDdlStatementCommits() throws Exception {
    execute(connection, "BEGIN", "INSERT INTO log (n) VALUES (1)", "DROP TABLE IF EXISTS other");
    execute(connection, "ROLLBACK");
    assertThat(rows(connection, "SELECT n FROM log")).containsExactly("1");
  }

  private void newFile(String name) throws Exception {
    standIn.put(url + name, name);
    execute(connection, "ALTER STAGE sg REFRESH");
  }

  private boolean hasData() throws SQLException {
    return Boolean.parseBoolean(rows(connection, HAS_DATA).get(0));
  }

  private List<String> logged() throws SQLException {
    return rows(connection, "SELECT name FROM log ORDER BY name");
  }

  private String shown(String column) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW STREAMS LIKE 'ST' IN SCHEMA lakehouse")) {
      assertThat(rows.next()).isTrue();
      return String.valueOf(rows.getString(column));
    }
  }
}
