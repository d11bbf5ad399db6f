package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.refresh;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import net.snowflake.client.api.statement.SnowflakeStatement;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsIT {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  @TempDir Path directory;
  private StandIn standIn;
  private Connection connection;

  @BeforeEach
  void start() throws Exception {
    standIn = new StandIn(directory);
    Properties impatient = standIn.properties();
    impatient.setProperty("networkTimeout", "2000");
    connection = DriverManager.getConnection(standIn.snowflake.jdbcUrl(), impatient);
  }

  @AfterEach
  void stop() throws SQLException {
    standIn.snowflake.faults().clear();
    connection.close();
    standIn.close();
  }

  @Test
  void answersWithAnSqlErrorOnce() throws SQLException {
    standIn
        .snowflake
        .faults()
        .onNext("SELECT 1"::equals, Fault.sqlError("003001", "42501", "Insufficient privileges"));
    assertThatThrownBy(() -> rows(connection, "SELECT 1"))
        .hasMessageContaining("Insufficient privileges")
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(3001));
    assertThat(rows(connection, "SELECT 1")).containsExactly("1");
  }

  @Test
  void answersEveryRequestWithAnHttpStatus() {
    standIn.snowflake.faults().onEvery(sql -> true, Fault.httpStatus(503));
    assertThatThrownBy(() -> rows(connection, "SELECT 1")).isInstanceOf(SQLException.class);
    assertThat(standIn.snowflake.statements()).isEmpty();
  }

  @Test
  void executesOnceIfTheAnswerIsLostAndTheDriverRepeatsTheRequest() throws Exception {
    Table table = standIn.newTable("t", SCHEMA);
    execute(connection, register("t", table));
    new TableWriter(table).append(new Object[] {1L});
    standIn.snowflake.faults().onNext(sql -> sql.startsWith("ALTER"), Fault.dropAfter());
    execute(connection, refresh("t", table));
    assertThat(standIn.snowflake.statements())
        .filteredOn(statement -> statement.sql().startsWith("ALTER"))
        .hasSize(1);
    assertThat(rows(connection, "SELECT COUNT(*) FROM t")).containsExactly("1");
  }

  @Test
  void executesTheStatementIfEveryAnswerIsLost() throws Exception {
    Table table = standIn.newTable("t", SCHEMA);
    execute(connection, register("t", table));
    new TableWriter(table).append(new Object[] {1L});
    standIn.snowflake.faults().onEvery(sql -> sql.startsWith("ALTER"), Fault.dropAfter());
    assertThatThrownBy(() -> execute(connection, refresh("t", table)))
        .isInstanceOf(SQLException.class);
    assertThat(rows(connection, "SELECT COUNT(*) FROM t")).containsExactly("1");
  }

  @Test
  void endsTheSessionAndTheDriverRenewsIt() throws SQLException {
    standIn.snowflake.faults().onNext("SELECT 1"::equals, Fault.sessionExpired());
    assertThat(rows(connection, "SELECT 1")).containsExactly("1");
    assertThat(standIn.snowflake.statements()).hasSize(1);
  }

  @Test
  void dropsTheConnectionBeforeExecution() {
    standIn.snowflake.faults().onEvery(sql -> sql.equals("SELECT 1"), Fault.dropBefore());
    assertThatThrownBy(() -> rows(connection, "SELECT 1")).isInstanceOf(SQLException.class);
    assertThat(standIn.snowflake.statements()).isEmpty();
  }

  @Test
  void delaysAStatement() throws SQLException {
    standIn.snowflake.faults().onNext(sql -> true, Fault.delay(Duration.ofMillis(300)));
    long start = System.nanoTime();
    assertThat(rows(connection, "SELECT 1")).containsExactly("1");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void endsAStatementThatIsDelayedBeyondItsOwnTimeout() throws Exception {
    Table table = standIn.newTable("t", SCHEMA);
    execute(connection, register("t", table));
    new TableWriter(table).append(new Object[] {1L});
    standIn
        .snowflake
        .faults()
        .onNext(sql -> sql.startsWith("ALTER"), Fault.delay(Duration.ofSeconds(30)));
    try (Statement statement = connection.createStatement()) {
      SnowflakeStatement own = statement.unwrap(SnowflakeStatement.class);
      own.setParameter("STATEMENT_TIMEOUT_IN_SECONDS", 1);
      own.setParameter("QUERY_TAG", "mine");

      assertThatThrownBy(() -> statement.execute(refresh("t", table)))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(630));
    }
    assertThat(standIn.snowflake.statements())
        .last()
        .satisfies(
            last -> {
              assertThat(last.queryTag()).contains("mine");
              assertThat(last.errorCode()).contains("000630");
            });
    assertThat(rows(connection, "SELECT COUNT(*) FROM t")).containsExactly("0");
  }

  @Test
  void hangsUntilClosed() throws Exception {
    EmbeddedSnowflake other =
        EmbeddedSnowflake.builder(standIn.s3.settings()).workDirectory(directory).start();
    // not closed: the driver would try for 30 seconds to end its session on a stopped server
    Properties impatient = other.connectionProperties();
    impatient.setProperty("networkTimeout", "2000");
    Connection lost = DriverManager.getConnection(other.jdbcUrl(), impatient);
    other.faults().onEvery(sql -> true, Fault.hang());
    CompletableFuture<Boolean> hanging = CompletableFuture.supplyAsync(() -> failsOnSelect(lost));
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(2))
        .until(() -> !hanging.isDone());
    other.close();
    await().atMost(Duration.ofSeconds(20)).until(hanging::isDone);
    assertThat(hanging.join()).isTrue();
  }

  @Test
  void hangsUntilTheFaultsAreClearedAndIsThenSentAgain() throws Exception {
    Connection patient = standIn.connect();
    standIn.snowflake.faults().onEvery(sql -> true, Fault.hang());
    CompletableFuture<Boolean> hanging =
        CompletableFuture.supplyAsync(() -> failsOnSelect(patient));
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(2))
        .until(() -> !hanging.isDone());

    standIn.snowflake.faults().clear();

    await().atMost(Duration.ofSeconds(20)).until(hanging::isDone);
    assertThat(hanging.join()).isFalse();
    patient.close();
  }

  @Test
  void answersWithAnErrorIfTheConditionOfAFaultThrows() {
    standIn
        .snowflake
        .faults()
        .onEvery(
            sql -> {
              throw new IllegalStateException("the condition is broken");
            },
            Fault.hang());
    assertThatThrownBy(() -> rows(connection, "SELECT 1"))
        .hasMessageContaining("the condition is broken")
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(99924);
              assertThat(e.getSQLState()).isEqualTo("XX000");
            });
  }

  @Test
  void answersWithAnErrorIfTheRequestIsNotJson() throws Exception {
    URI server = URI.create(standIn.snowflake.jdbcUrl().replaceFirst("^jdbc:snowflake", "http"));
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/session/v1/login-request"))
            .POST(HttpRequest.BodyPublishers.ofString("{not JSON"))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"success\":false", "\"code\":\"099924\"");
  }

  private static boolean failsOnSelect(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      return false;
    } catch (SQLException e) {
      return true;
    }
  }
}
