package io.lakehousesync.testkit.pglake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.testkit.pglake.internal.server.DatabaseSession;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PgLakeConcurrencyIT {
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  private static TestLake lake;

  @BeforeAll
  static void start() throws IOException {
    lake = TestLake.start();
  }

  @AfterAll
  static void stop() throws IOException {
    THREADS.shutdownNow();
    lake.close();
  }

  private static CompletableFuture<Void> inBackground(Connection connection, String sql) {
    return CompletableFuture.runAsync(
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        THREADS);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void awaitLockWaits(int sessions) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        lake.rows(
                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
                    .containsExactly(String.valueOf(sessions)));
  }

  private static void assertSqlState(ThrowingCallable call, String sqlState) {
    assertThatThrownBy(call)
        .satisfies(
            thrown -> {
              Throwable cause = thrown instanceof SQLException ? thrown : thrown.getCause();
              assertThat(cause)
                  .isInstanceOfSatisfying(
                      SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
            });
  }

  @Test
  void aSecondWriterWaitsAndBothSucceed() throws Exception {
    lake.sql("CREATE TABLE shared (id int) USING iceberg");
    try (Connection first = lake.connect();
        Connection second = lake.connect()) {
      execute(first, "BEGIN; INSERT INTO shared VALUES (1)");
      CompletableFuture<Void> waiting = inBackground(second, "INSERT INTO shared VALUES (2)");
      awaitLockWaits(1);
      assertThat(waiting).isNotDone();
      assertThat(lake.rows("TABLE shared")).isEmpty();
      execute(first, "COMMIT");
      waiting.join();
    }
    assertThat(lake.icebergRows("shared")).containsExactly("1", "2");
    assertThat(lake.snapshots("shared")).hasSize(2);
  }

  @Test
  void underRepeatableReadTheSecondWriterFails() throws Exception {
    lake.sql("CREATE TABLE strict (id int) USING iceberg");
    try (Connection first = lake.connect();
        Connection second = lake.connect()) {
      execute(first, "BEGIN; INSERT INTO strict VALUES (1)");
      execute(second, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
      CompletableFuture<Void> waiting = inBackground(second, "INSERT INTO strict VALUES (2)");
      awaitLockWaits(1);
      execute(first, "COMMIT");
      assertSqlState(waiting::join, "40001");
    }
    assertThat(lake.icebergRows("strict")).containsExactly("1");
  }

  @Test
  void writersInOppositeOrderDeadlock() throws Exception {
    lake.sql("CREATE TABLE x (id int) USING iceberg", "CREATE TABLE y (id int) USING iceberg");
    try (Connection first = lake.connect();
        Connection second = lake.connect()) {
      execute(first, "SET deadlock_timeout = '1h'; BEGIN; INSERT INTO x VALUES (1)");
      execute(second, "SET deadlock_timeout = '100ms'; BEGIN; INSERT INTO y VALUES (2)");
      CompletableFuture<Void> waiting = inBackground(first, "INSERT INTO y VALUES (1)");
      awaitLockWaits(1);
      assertSqlState(() -> execute(second, "INSERT INTO x VALUES (2)"), "40P01");
      waiting.join();
      execute(first, "COMMIT");
    }
    assertThat(lake.icebergRows("x")).containsExactly("1");
    assertThat(lake.icebergRows("y")).containsExactly("1");
  }

  @Test
  void manyWritersOfManyTablesLoseNothing() throws Exception {
    int writers = 6;
    int inserts = 10;
    for (int i = 0; i < 3; i++) {
      lake.sql("CREATE TABLE busy" + i + " (writer int, n int) USING iceberg");
    }
    CountDownLatch gate = new CountDownLatch(1);
    var work =
        IntStream.range(0, writers)
            .mapToObj(
                writer ->
                    CompletableFuture.runAsync(
                        () -> {
                          try {
                            gate.await();
                            for (int n = 0; n < inserts; n++) {
                              lake.sql(
                                  "INSERT INTO busy%d VALUES (%d, %d)"
                                      .formatted(writer % 3, writer, n));
                            }
                          } catch (SQLException | InterruptedException e) {
                            throw new CompletionException(e);
                          }
                        },
                        THREADS))
            .toArray(CompletableFuture<?>[]::new);
    gate.countDown();
    CompletableFuture.allOf(work).join();
    for (int i = 0; i < 3; i++) {
      assertThat(lake.icebergRows("busy" + i)).doesNotHaveDuplicates().hasSize(2 * inserts);
      assertThat(lake.snapshots("busy" + i)).hasSize(2 * inserts);
    }
  }

  @Test
  void withoutTheEngineStatementsAndCommitsFailAtOnce() throws Exception {
    lake.sql("CREATE TABLE engineless (id int) USING iceberg");
    try (Connection connection = lake.connect()) {
      execute(connection, "BEGIN; INSERT INTO engineless VALUES (1)");
      lake.pg().stopQueryEngine();
      assertThatThrownBy(() -> execute(connection, "COMMIT"))
          .hasMessageContaining("could not start query engine")
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX000"));
      assertSqlState(() -> execute(connection, "INSERT INTO engineless VALUES (1)"), "XX000");
      assertThat(lake.rows("TABLE engineless")).isEmpty();
    } finally {
      lake.pg().startQueryEngine();
    }
    lake.sql("INSERT INTO engineless VALUES (2)");
    assertThat(lake.icebergRows("engineless")).containsExactly("2");
  }

  @Test
  void commitsIfTheEngineIsBackAtCommit() throws Exception {
    lake.sql("CREATE TABLE restarted (id int) USING iceberg");
    try (Connection connection = lake.connect()) {
      execute(connection, "BEGIN; INSERT INTO restarted VALUES (1)");
      lake.pg().stopQueryEngine();
      lake.pg().startQueryEngine();
      execute(connection, "COMMIT");
    }
    assertThat(lake.icebergRows("restarted")).containsExactly("1");
  }

  @Test
  void aWaitForTheEngineCanBeCancelled() throws Exception {
    lake.sql("CREATE TABLE cancelled (id int) USING iceberg");
    lake.pg().stopQueryEngine();
    // Another session holds the engine's lock but never answers.
    try (Connection silent = lake.connect();
        Connection connection = lake.connect();
        Statement statement = connection.createStatement()) {
      execute(silent, "SELECT pg_advisory_lock(" + DatabaseSession.LOCK + ")");
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.execute("INSERT INTO cancelled VALUES (1)");
                } catch (SQLException e) {
                  throw new CompletionException(e);
                }
              },
              THREADS);
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          lake.rows(
                              "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
                      .containsExactly("1"));
      statement.cancel();
      assertSqlState(waiting::join, "57014");
      execute(connection, "SET statement_timeout = 100");
      assertSqlState(() -> execute(connection, "INSERT INTO cancelled VALUES (1)"), "57014");
    } finally {
      lake.pg().startQueryEngine();
    }
    assertThat(lake.icebergRows("cancelled")).isEmpty();
  }
}
