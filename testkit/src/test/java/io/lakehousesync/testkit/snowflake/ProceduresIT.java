package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProceduresIT {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

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
    execute(connection, "CREATE OR REPLACE TABLE log (name VARCHAR, n INTEGER)");
  }

  @AfterEach
  void disconnect() throws SQLException {
    standIn.snowflake.faults().clear();
    connection.close();
  }

  @Test
  void computesWithVariables() throws Exception {
    assertThat(
            call(
                """
                DECLARE
                  a INTEGER;
                  b VARCHAR DEFAULT 'x';
                  unset VARCHAR;
                BEGIN
                  a := 2 + 3;
                  LET c := a * 2;
                  LET d VARCHAR := 'it''s \\\\ ' || b;
                  IF (a > c OR unset = 'y') THEN
                    RETURN 'first';
                  ELSEIF (unset IS NULL AND :c = 10) THEN
                    RETURN d || ' ' || c || '.';
                  ELSE
                    RETURN 'last';
                  END IF;
                END;
                """))
        .isEqualTo("it's \\ x 10.");
  }

  @Test
  void selectsIntoVariablesAndBindsThem() throws Exception {
    execute(connection, "INSERT INTO log VALUES ('a', 1), ('b', 2)");
    assertThat(
            call(
                """
                DECLARE
                  rows_found INTEGER;
                  top VARCHAR;
                  missing VARCHAR DEFAULT 'kept?';
                BEGIN
                  SELECT COUNT(*), MAX(name) INTO :rows_found, :top FROM log;
                  INSERT INTO log (name, n) VALUES (:top || '!', :rows_found + 1);
                  SELECT name INTO :missing FROM log WHERE n > 100;
                  SELECT MAX(name) INTO :top FROM log WHERE n > :rows_found;
                  RETURN top || COALESCE(missing, ' none');
                END
                """))
        .isEqualTo("b! none");
    assertThat(rows(connection, "SELECT n FROM log WHERE name = 'b!'")).containsExactly("3");
  }

  @Test
  void refreshesATableByDynamicSql() throws Exception {
    Table table = standIn.newTable("dynamic", SCHEMA);
    execute(connection, register("dynamic", table));
    new TableWriter(table).append(new Object[] {1L});
    String served =
        "PARSE_JSON(SYSTEM$GET_ICEBERG_TABLE_INFORMATION('lakehouse.dynamic'))"
            + ":metadataLocation::VARCHAR";
    assertThat(
            call(
                """
                DECLARE
                  served VARCHAR;
                BEGIN
                  EXECUTE IMMEDIATE 'ALTER ICEBERG TABLE dynamic REFRESH ''' || '%s' || '''';
                  SELECT %s INTO :served;
                  RETURN SPLIT_PART(served, '/', -1);
                END;
                """
                    .formatted(TableOnS3.path(table), served)))
        .isEqualTo(TableOnS3.path(table).replaceFirst(".*/", ""));
    assertThat(rows(connection, "SELECT COUNT(*) FROM dynamic")).containsExactly("1");
    assertThat(standIn.snowflake.statements())
        .extracting(ExecutedStatement::sql)
        .contains("ALTER ICEBERG TABLE dynamic REFRESH '" + TableOnS3.path(table) + "'");
  }

  @Test
  void rejectsARefreshInsideATransaction() throws Exception {
    Table table = standIn.newTable("inside", SCHEMA);
    execute(connection, register("inside", table));
    create(
        """
        BEGIN
          BEGIN TRANSACTION;
          EXECUTE IMMEDIATE 'ALTER ICEBERG TABLE inside REFRESH ''x.metadata.json''';
          COMMIT;
        END;
        """);
    RejectedStatement.by(connection, "CALL p()").with(99901, "25001", "on line 3 at position 2");
    assertThat(rows(connection, "SELECT CURRENT_TRANSACTION()")).containsExactly("null");
  }

  @Test
  void reportsTheErrorOfAStatementWithItsCodeAndPosition() throws Exception {
    create(
        """

        BEGIN
          INSERT INTO log (n) VALUES (1);
          SELECT n FROM nothing;
          INSERT INTO log (n) VALUES (2);
        END;
        """);
    RejectedStatement.by(connection, "CALL p()")
        .with(
            2003,
            "42S02",
            "Uncaught exception of type 'STATEMENT_ERROR' on line 4 at position 2 : SQL compilation"
                + " error:\nTable 'RETAIL_ANALYTICS.LAKEHOUSE.NOTHING' does not exist");
    assertThat(rows(connection, "SELECT n FROM log")).as("committed before").containsExactly("1");
    create("DECLARE n INTEGER; BEGIN n := 'x'; END");
    RejectedStatement.by(connection, "CALL p()")
        .with(99900, "22000", "'EXPRESSION_ERROR' on line 1");
    create("BEGIN RETURN unknown; END");
    RejectedStatement.by(connection, "CALL p()").with(904, "42000", "invalid identifier 'UNKNOWN'");
    create("DECLARE v VARCHAR; BEGIN SELECT n INTO :v FROM log; RETURN v; END");
    execute(connection, "INSERT INTO log (n) VALUES (3)");
    RejectedStatement.by(connection, "CALL p()")
        .with(99913, "22000", "exactly 1 returned row, but got 2.");
  }

  /**
   * Source: docs.snowflake.com, "Handling exceptions"
   * (/en/developer-guide/snowflake-scripting/exceptions).
   */
  @Test
  void raisesADeclaredException() throws Exception {
    create(
        """
        DECLARE
          too_many EXCEPTION (-20017, 'it''s too many');
        BEGIN
          INSERT INTO log (n) VALUES (1);
          IF (TRUE) THEN
            RAISE too_many;
          END IF;
          INSERT INTO log (n) VALUES (2);
        END;
        """);
    RejectedStatement.by(connection, "CALL p()")
        .with(
            -20017,
            "P0001",
            "Uncaught exception of type 'TOO_MANY' on line 6 at position 4 : it's too many");
    assertThat(rows(connection, "SELECT n FROM log")).as("committed before").containsExactly("1");
  }

  @Test
  void aProcedureHasItsOwnTransactions() throws Exception {
    create(
        "BEGIN BEGIN TRANSACTION; INSERT INTO log (n) VALUES (1); ROLLBACK;"
            + " INSERT INTO log (n) VALUES (2); BEGIN TRANSACTION; INSERT INTO log (n) VALUES (3);"
            + " COMMIT; END");
    execute(connection, "CALL p()");
    assertThat(rows(connection, "SELECT n FROM log ORDER BY n")).containsExactly("2", "3");
    create("BEGIN BEGIN TRANSACTION; INSERT INTO log (n) VALUES (4); END");
    RejectedStatement.by(connection, "CALL p()")
        .with(99914, "25000", "incomplete and it was rolled back");
    create("BEGIN COMMIT; END");
    execute(connection, "BEGIN");
    RejectedStatement.by(connection, "CALL p()")
        .with(99912, "25000", "started at a different scope");
    execute(connection, "ROLLBACK");
    assertThat(rows(connection, "SELECT n FROM log ORDER BY n")).containsExactly("2", "3");
  }

  @Test
  void faultsApplyToStatementsInside() throws Exception {
    create(
        "BEGIN INSERT INTO log (n) VALUES (1); EXECUTE IMMEDIATE 'INSERT INTO log (n)"
            + " VALUES (2)'; END");
    standIn
        .snowflake
        .faults()
        .onNext(
            sql -> sql.startsWith("INSERT") && sql.contains("(2)"),
            Fault.sqlError("003001", "42501", "Insufficient privileges"));
    RejectedStatement.by(connection, "CALL p()").with(3001, "42501", "Insufficient privileges");
    assertThat(rows(connection, "SELECT n FROM log")).containsExactly("1");
  }

  @Test
  void runsInItsOwnSchema() throws Exception {
    create("BEGIN INSERT INTO log (n) VALUES (7); RETURN 'done'; END");
    execute(connection, "USE SCHEMA RETAIL_ANALYTICS.PUBLIC");
    assertThat(rows(connection, "CALL \"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"P\"()"))
        .containsExactly("done");
    assertThat(rows(connection, "SELECT CURRENT_SCHEMA()")).containsExactly("PUBLIC");
  }

  @Test
  void showsAndDrops() throws Exception {
    create("BEGIN RETURN 1; END");
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW PROCEDURES LIKE 'P' IN SCHEMA lakehouse")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("name")).isEqualTo("P");
      assertThat(rows.getString("arguments")).isEqualTo("P() RETURN VARCHAR");
    }
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("CALL p()")) {
      assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("P");
    }
    execute(connection, "DROP PROCEDURE p()", "DROP PROCEDURE IF EXISTS p()");
    RejectedStatement.by(connection, "CALL p()")
        .with(2003, "02000", "Procedure 'RETAIL_ANALYTICS.LAKEHOUSE.P' does not exist");
  }

  @Test
  void rejectsUnknownSyntax() {
    for (String body :
        new String[] {
          "BEGIN FOR i IN 1 TO 2 DO RETURN 1; END FOR; END",
          "BEGIN RETURN 1; EXCEPTION WHEN OTHER THEN RETURN 2; END",
          "BEGIN BEGIN RETURN 1; END; END",
          "BEGIN RETURN 1 END",
          "BEGIN IF a = 1 THEN RETURN 1; END IF; END",
          "BEGIN DELETE FROM log; END",
          "BEGIN ALTER ICEBERG TABLE t REFRESH :path; END",
          "RETURN 1"
        }) {
      RejectedStatement.by(connection, procedure(body)).with(1003, "42000", "unexpected");
    }
    RejectedStatement.by(
            connection, "CREATE PROCEDURE p(a INTEGER) RETURNS VARCHAR LANGUAGE SQL AS 'x'")
        .with(1003, "42000", "unexpected 'a'");
    RejectedStatement.by(connection, "CREATE PROCEDURE p() RETURNS VARCHAR LANGUAGE PYTHON AS 'x'")
        .with(1003, "42000", "unexpected 'PYTHON'");
  }

  private static String procedure(String body) {
    return "CREATE OR REPLACE PROCEDURE p()\nRETURNS VARCHAR\nLANGUAGE SQL\nEXECUTE AS OWNER\nAS\n$$"
        + body
        + "$$";
  }

  private void create(String body) throws SQLException {
    execute(connection, procedure(body));
  }

  private String call(String body) throws SQLException {
    create(body);
    return rows(connection, "CALL p()").get(0);
  }
}
