package io.lakehousesync.examples.trials.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.examples.trials.load.IndexResult.Search;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Measures one kind of index on one connection in auto-commit mode. */
final class IndexRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 1_000;
  private static final int SAMPLES = 21;

  /**
   * Before the measurement, one of every 20 rows is updated. Therefore pages have free space, as in
   * a table that is in use.
   */
  private static final int ROOM = 20;

  private static final String CREATE =
      """
      CREATE TABLE %s (
        id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        version  int    NOT NULL DEFAULT 1,
        payload  text   NOT NULL,
        sync_xid xid8   NOT NULL DEFAULT pg_current_xact_id()
      )""";

  private static final String INSERT =
      "INSERT INTO %s (payload) SELECT 'row ' || md5(i::text) FROM generate_series(1, %d) AS i";

  private static final String UPDATE =
      """
      UPDATE %s SET version = version + 1, sync_xid = pg_current_xact_id()
      WHERE id %% %d = %d""";

  private final Connection connection;
  private final IndexKind kind;

  IndexRun(Connection connection, IndexKind kind) {
    this.connection = connection;
    this.kind = kind;
  }

  IndexResult run(int rows) throws SQLException, IOException {
    execute(CREATE.formatted(kind.table()));
    if (!kind.create().isEmpty()) {
      execute(kind.create());
    }
    long began = System.nanoTime();
    for (int left = rows; left > 0; left -= BATCH) {
      execute(INSERT.formatted(kind.table(), Math.min(left, BATCH)));
    }
    double perSecond = rows / ((System.nanoTime() - began) / 1e9);
    execute("VACUUM (ANALYZE) " + kind.table());
    long bytes =
        number(
            "SELECT pg_indexes_size('%1$s') - pg_relation_size('%1$s_pkey')"
                .formatted(kind.table()));
    Search inserted = search(sample -> INSERT.formatted(kind.table(), BATCH));
    execute(UPDATE.formatted(kind.table(), ROOM, 0));
    execute("VACUUM (ANALYZE) " + kind.table());
    int apart = Math.max(1, rows / BATCH);
    Search scattered = search(sample -> UPDATE.formatted(kind.table(), apart, 1 + sample));
    return new IndexResult(kind, bytes, perSecond, inserted, scattered);
  }

  /** Writes batches, and measures the cost of finding the rows of each batch. */
  private Search search(IntFunction<String> write) throws SQLException, IOException {
    List<Double> millis = new ArrayList<>();
    List<Long> blocks = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      long first = number("SELECT pg_current_xact_id()::text::bigint");
      execute(write.apply(i));
      JsonNode explained =
          explain("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + kind.rowsFrom(first));
      millis.add(explained.required("Execution Time").asDouble());
      JsonNode plan = explained.required("Plan");
      blocks.add(
          plan.required("Shared Hit Blocks").asLong()
              + plan.required("Shared Read Blocks").asLong());
    }
    return new Search(
        millis.stream().sorted().toList().get(SAMPLES / 2),
        blocks.stream().sorted().toList().get(SAMPLES / 2));
  }

  private JsonNode explain(String sql) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return JSON.readTree(row.getString(1)).required(0);
    }
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    WorkloadDatabase.execute(connection, sql);
  }
}
