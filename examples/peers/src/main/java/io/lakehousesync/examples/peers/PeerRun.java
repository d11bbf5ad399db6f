package io.lakehousesync.examples.peers;

import io.lakehousesync.examples.peers.PeerResult.Measured;
import io.lakehousesync.examples.peers.contestant.Contestant;
import io.lakehousesync.examples.peers.contestant.Kind;
import io.lakehousesync.examples.peers.contestant.PeerException;
import io.lakehousesync.examples.peers.measure.ClientProcess;
import io.lakehousesync.examples.peers.measure.RetainedWal;
import io.lakehousesync.examples.peers.measure.ServerProcesses;
import io.lakehousesync.examples.peers.measure.TableSums;
import io.lakehousesync.examples.peers.measure.Writer;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.apache.iceberg.io.FileIO;

/**
 * Measures one way to copy: a first load and a backlog without a writer, and then a backlog while a
 * writer inserts rows. After each part, the rows are compared.
 *
 * @param server empty if its processes are not on this machine
 */
record PeerRun(DataSource postgres, FileIO io, Optional<ServerProcesses> server, PeersPlan plan) {
  /** How a contestant is set up and started, when its heap table has its rows. */
  @FunctionalInterface
  interface Opener {
    Contestant open() throws Exception;
  }

  /**
   * Measures a way.
   *
   * @throws PeerException if the way cannot be measured, or its rows are wrong
   */
  Measured measure(Kind kind, Opener opener) throws Exception {
    String heap = kind.profile().heap();
    insert(heap, plan.rows());
    execute("VACUUM (ANALYZE) " + heap);
    double baseline = baseline();
    try (Contestant contestant = opener.open()) {
      Optional<RetainedWal> wal = kind.slot().map(slot -> RetainedWal.start(postgres, slot));
      try {
        execute("CHECKPOINT");
        CopyCost load = timed(contestant, heap, plan.rows());
        compare(contestant, heap, "the first load");
        execute("CHECKPOINT");
        insert(heap, plan.backlogRows());
        CopyCost backlog = timed(contestant, heap, plan.backlogRows());
        compare(contestant, heap, "the backlog");
        insert(heap, plan.backlogRows());
        double transactions = whileWriting(contestant, heap);
        compare(contestant, heap, "the copies beside a writer");
        return new Measured(
            kind,
            contestant.description(),
            load,
            backlog,
            new ClientProcess(contestant.pid()).peakMemoryBytes(),
            wal.isPresent() ? OptionalLong.of(wal.get().stop()) : OptionalLong.empty(),
            transactions,
            baseline);
      } finally {
        wal.ifPresent(RetainedWal::close);
      }
    }
  }

  private CopyCost timed(Contestant contestant, String heap, long rows) throws Exception {
    long lastId = lastId(heap);
    ClientProcess client = new ClientProcess(contestant.pid());
    OptionalDouble clientBefore = client.cpuSeconds();
    OptionalDouble serverBefore = serverSeconds();
    long began = System.nanoTime();
    contestant.copy(lastId);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new CopyCost(
        rows,
        took,
        difference(clientBefore, client.cpuSeconds()),
        difference(serverBefore, serverSeconds()));
  }

  private OptionalDouble serverSeconds() throws IOException {
    return server.isPresent()
        ? OptionalDouble.of(server.get().cpuSeconds())
        : OptionalDouble.empty();
  }

  private static OptionalDouble difference(OptionalDouble before, OptionalDouble after) {
    return before.isPresent() && after.isPresent()
        ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
        : OptionalDouble.empty();
  }

  private double baseline() throws SQLException, InterruptedException {
    try (Writer writer = Writer.start(postgres, new BaselineTable().heap())) {
      writer.await(plan.writing());
      return writer.stop();
    }
  }

  /** Copies each second, or continuously if a copy takes longer. */
  private double whileWriting(Contestant contestant, String heap) throws Exception {
    long end = System.nanoTime() + plan.writing().toNanos();
    try (Writer writer = Writer.start(postgres, heap)) {
      do {
        long next = Math.min(end, System.nanoTime() + Duration.ofSeconds(1).toNanos());
        contestant.copy(lastId(heap));
        writer.await(Duration.ofNanos(next - System.nanoTime()));
      } while (System.nanoTime() < end);
      return writer.stop();
    }
  }

  private void compare(Contestant contestant, String heap, String after) throws Exception {
    TableSums copied = TableSums.ofIceberg(io, contestant.copy(lastId(heap)));
    TableSums expected = TableSums.ofHeap(postgres, heap);
    if (!copied.equals(expected)) {
      throw new PeerException(
          "wrong rows after %s: %s, and %s in the heap table".formatted(after, copied, expected));
    }
  }

  private void insert(String heap, long rows) throws SQLException {
    execute(
        "INSERT INTO %s (payload) SELECT 'row ' || md5(i::text) FROM generate_series(1, %d) AS i"
            .formatted(heap, rows));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      WorkloadDatabase.execute(connection, sql);
    }
  }

  private long lastId(String heap) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(id) FROM " + heap)) {
      row.next();
      return row.getLong(1);
    }
  }
}
