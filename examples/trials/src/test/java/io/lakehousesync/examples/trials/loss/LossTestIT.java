package io.lakehousesync.examples.trials.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.LakehouseOptions;
import io.lakehousesync.examples.trials.workload.CopyMethod;
import io.lakehousesync.examples.trials.workload.RowComparison;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The loss test in short form, and the loss of each naive method by a fixed interleaving. */
class LossTestIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  private final DataSource postgres = LAKEHOUSE.postgres();
  private final WorkloadDatabase database =
      new WorkloadDatabase(postgres, CopyMethods.SCHEMA, Optional.of(LAKEHOUSE.locationPrefix()));

  @BeforeEach
  @AfterEach
  void dropSchema() throws SQLException {
    execute("DROP SCHEMA IF EXISTS losstest CASCADE");
  }

  @Test
  @Tag("slow")
  void theLibraryLosesNothingUnderWritersThatMakeNaiveSqlLose() {
    ExampleRun run =
        losstest("--seconds", "8", "--writers", "4", "--seed", "1", "--tracking", kinds());

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(lossLines(run)).hasSize(CopyMethods.ALL.size());
    for (String kind : List.of("xid", "xid-append", "marker", "ordered", "queue", "compare")) {
      assertThat(line(run, kind)).contains(" lost=0 doubled=0 stale=0 ghosts=0 ");
    }
    // The rows of the transaction that is held open have lower ids than rows that were copied
    // meanwhile.
    assertThat(line(run, "naive-id")).doesNotContain(" lost=0 ");
    assertThat(run.lastLine()).startsWith("No kind of the library broke its guarantee");
  }

  @Test
  @Tag("slow")
  void theDefaultLosesNothingToTheAdversaryAndEachWrongVariantFails() {
    ExampleRun run = losstest("--seconds", "120", "--seed", "1", "--tracking", "adversary");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(lossLines(run).stream().filter(line -> line.contains("=xid-")))
        .hasSize(14)
        .allMatch(line -> line.contains(" lost=0 doubled=0 stale=0 ghosts=0 "));
    assertThat(lossLines(run).stream().filter(line -> line.contains("=without-")))
        .hasSize(14)
        .noneMatch(line -> line.endsWith(" lost=0 doubled=0 stale=0 ghosts=0 lag_ms=-"));
    assertThat(line(run, "without-enable-always")).endsWith(" stopped");
    assertThat(run.out().lines().filter(line -> line.startsWith("VERIFY ")))
        .singleElement()
        .asString()
        .contains(" faults=0 ", " false_agreements=0 ", " false_rests=0")
        .doesNotContain(" agreed=0 ");
    assertThat(run.out()).doesNotContain("WRONG");
    assertThat(eventsOf(run))
        .contains("insert", "update", "delete", "change_key", "swap_keys", "change_key_and_back")
        .contains(
            "on_conflict", "merge", "copy", "insert_with_old_id", "to_archive", "from_archive")
        .contains("truncate", "move", "write_partition", "tx_replica", "tx_old_id", "tx_prepared")
        .contains("savepoint_rolled_back", "savepoint_released", "tx_rolled_back", "think")
        .contains("triggers_off_in_one_transaction", "triggers_off_for_a_while", "vacuum_full")
        .contains("reload", "truncate_partition", "partition_attached", "partition_detached")
        .contains("partition_dropped", "partition_changed_alone", "partition_created_with_old_rows")
        .contains("copy_terminated", "copy_refused", "copy_ready", "copy_none");
  }

  @Test
  void doesNotChangeAnExistingSchemaWithoutReset() {
    String[] tiny = {"--seconds", "1", "--writers", "1", "--tracking", "xid,queue"};
    assertThat(losstest(tiny).exitCode()).isZero();

    ExampleRun refused = losstest(tiny);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualToIgnoringNewLines(
            "error: Schema 'losstest' exists already. Drop it and start again with --reset.");

    ExampleRun reset = losstest("--seconds", "1", "--tracking", "queue", "--reset");
    assertThat(reset.exitCode()).as(reset.err()).isZero();
    assertThat(lossLines(reset)).hasSize(1);
  }

  @Test
  void aCursorLosesTheRowsOfATransactionThatCommitsLate() throws SQLException {
    for (String name : List.of("naive-id", "naive-created")) {
      dropSchema();
      CopyMethod naive = prepare(name);
      String insert = "INSERT INTO %s (payload) VALUES ('x')".formatted(naive.profile().heap());
      try (Connection late = postgres.getConnection()) {
        late.setAutoCommit(false);
        execute(late, insert);
        execute(insert);
        naive.copyOnce();
        late.commit();
      }
      naive.copyOnce();

      assertThat(database.score(naive.profile()))
          .as(name)
          .isEqualTo(new RowComparison(2, 1, 0, 0, 0));
    }
  }

  @Test
  void theArticlesStatementMarksAVersionThatItDidNotCopy() throws Exception {
    CopyMethod article = prepare("article-cte");
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

    assertThat(database.score(article.profile())).isEqualTo(new RowComparison(1, 0, 0, 1, 0));
  }

  private CopyMethod prepare(String name) throws SQLException {
    List<CopyMethod> kinds = CopyMethods.named(List.of(name), postgres);
    database.prepare(kinds, WorkloadDatabase.Existing.REFUSE, List.of());
    return kinds.get(0);
  }

  private static CompletableFuture<Void> copyInBackground(CopyMethod kind) {
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

  private static String kinds() {
    return String.join(",", CopyMethods.names());
  }

  private static List<String> eventsOf(ExampleRun run) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("EVENTS "))
        .flatMap(line -> Arrays.stream(line.substring("EVENTS ".length()).split(" ")))
        .map(event -> event.substring(0, event.indexOf('=')))
        .toList();
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
