package io.lakehousesync.examples.losstest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.LakehouseOptions;
import io.lakehousesync.examples.workload.Kind;
import io.lakehousesync.examples.workload.Score;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loss test in short form, and each naive kind's loss by a fixed interleaving. */
class LossTestIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  private final DataSource postgres = LAKEHOUSE.postgres();
  private final WorkloadDatabase database =
      new WorkloadDatabase(postgres, Kinds.SCHEMA, Optional.of(LAKEHOUSE.locationPrefix()));

  @BeforeEach
  @AfterEach
  void dropSchema() throws SQLException {
    execute("DROP SCHEMA IF EXISTS losstest CASCADE");
  }

  @Test
  void theLibraryLosesNothingUnderWritersThatMakeNaiveSqlLose() {
    ExampleRun run = losstest("--seconds", "8", "--writers", "4", "--seed", "1");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(lossLines(run)).hasSize(Kinds.ALL.size());
    for (String kind : List.of("xid", "xid-append", "marker", "ordered", "queue", "compare")) {
      assertThat(line(run, kind)).contains(" lost=0 doubled=0 stale=0 ghosts=0 ");
    }
    // The rows of the transaction that is held open are below what was copied meanwhile.
    assertThat(line(run, "naive-id")).doesNotContain(" lost=0 ");
    assertThat(run.lastLine()).startsWith("No kind of the library broke its guarantee");
  }

  @Test
  void leavesASchemaThatIsThereAloneUnlessToldToResetIt() {
    String[] tiny = {"--seconds", "1", "--writers", "1", "--tracking", "xid,queue"};
    assertThat(losstest(tiny).exitCode()).isZero();

    ExampleRun refused = losstest(tiny);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualToIgnoringNewLines(
            "error: Schema 'losstest' exists already. Drop it and start anew with --reset.");

    ExampleRun reset = losstest("--seconds", "1", "--tracking", "queue", "--reset");
    assertThat(reset.exitCode()).as(reset.err()).isZero();
    assertThat(lossLines(reset)).hasSize(1);
  }

  @Test
  void aCursorLosesTheRowsOfATransactionThatCommitsLate() throws SQLException {
    for (String name : List.of("naive-id", "naive-created")) {
      dropSchema();
      Kind naive = prepare(name);
      String insert = "INSERT INTO %s (payload) VALUES ('x')".formatted(naive.profile().heap());
      try (Connection late = postgres.getConnection()) {
        late.setAutoCommit(false);
        execute(late, insert);
        execute(insert);
        naive.copyOnce();
        late.commit();
      }
      naive.copyOnce();

      assertThat(database.score(naive.profile())).as(name).isEqualTo(new Score(2, 1, 0, 0, 0));
    }
  }

  @Test
  void theArticlesStatementMarksAVersionThatItDidNotCopy() throws Exception {
    Kind article = prepare("article-cte");
    String heap = article.profile().heap();
    execute("INSERT INTO %s (payload) VALUES ('x')".formatted(heap));
    try (Connection update = postgres.getConnection()) {
      update.setAutoCommit(false);
      execute(update, "UPDATE %s SET version = 2".formatted(heap));
      CompletableFuture<Void> copy = copyInBackground(article);
      await().until(this::aCopyWaits);
      update.commit();
      copy.get();
    }
    article.copyOnce();

    assertThat(database.score(article.profile())).isEqualTo(new Score(1, 0, 0, 1, 0));
  }

  private Kind prepare(String name) throws SQLException {
    List<Kind> kinds = Kinds.named(List.of(name), postgres);
    database.prepare(kinds, WorkloadDatabase.Existing.REFUSE, List.of());
    return kinds.get(0);
  }

  private static CompletableFuture<Void> copyInBackground(Kind kind) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            kind.copyOnce();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private boolean aCopyWaits() throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE wait_event_type = 'Lock' AND query LIKE 'WITH synced%'")) {
      row.next();
      return row.getInt(1) > 0;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      execute(connection, sql);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static ExampleRun losstest(String... options) {
    List<String> arguments = new ArrayList<>(List.of("losstest"));
    arguments.addAll(LakehouseOptions.postgres());
    arguments.addAll(LakehouseOptions.locationPrefix());
    arguments.addAll(Arrays.asList(options));
    return ExampleRun.of(arguments.toArray(String[]::new));
  }

  private static List<String> lossLines(ExampleRun run) {
    return run.out().lines().filter(line -> line.startsWith("LOSS ")).toList();
  }

  private static String line(ExampleRun run, String kind) {
    return lossLines(run).stream()
        .filter(line -> line.startsWith("LOSS tracking=" + kind + " "))
        .findFirst()
        .orElseThrow();
  }
}
