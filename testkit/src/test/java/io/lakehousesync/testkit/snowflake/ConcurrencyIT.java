package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.refresh;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyIT {
  private static final int SESSIONS = 6;
  private static final int ROUNDS = 5;

  @TempDir Path directory;

  @Test
  void manySessionsRefreshAndReadOneTable() throws Exception {
    try (StandIn standIn = new StandIn(directory);
        Connection connection = standIn.connect()) {
      Table table =
          standIn.newTable(
              "t", new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
      execute(connection, register("t", table));
      new TableWriter(table).append(new Object[] {1L}, new Object[] {2L});
      String refresh = refresh("t", table);

      CountDownLatch gate = new CountDownLatch(1);
      ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
      List<Future<List<String>>> counts = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        counts.add(threads.submit(() -> refreshAndCount(standIn, gate, refresh)));
      }
      gate.countDown();
      for (Future<List<String>> count : counts) {
        assertThat(count.get()).hasSize(ROUNDS).containsOnly("2");
      }
      threads.shutdown();

      assertThat(standIn.snowflake.statements())
          .allMatch(ExecutedStatement::succeeded)
          .hasSize(1 + 2 * SESSIONS * ROUNDS);
      assertThat(standIn.snowflake.statements())
          .extracting(ExecutedStatement::sessionId)
          .satisfies(ids -> assertThat(ids.stream().distinct()).hasSize(1 + SESSIONS));
    }
  }

  private static List<String> refreshAndCount(StandIn standIn, CountDownLatch gate, String refresh)
      throws Exception {
    try (Connection connection = standIn.connect()) {
      gate.await();
      List<String> counts = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        execute(connection, refresh);
        counts.addAll(rows(connection, "SELECT COUNT(*) FROM t"));
      }
      return counts;
    }
  }
}
