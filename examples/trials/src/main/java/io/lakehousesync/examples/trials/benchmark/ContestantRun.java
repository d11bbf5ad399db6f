package io.lakehousesync.examples.trials.benchmark;

import io.lakehousesync.examples.trials.workload.CopyMethod;
import io.lakehousesync.examples.trials.workload.Futures;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/** One contestant with its table and its measurements so far. */
final class ContestantRun {
  /** The number of rows in a small batch. */
  static final int BATCH = 1_000;

  private static final String INSERT =
      "INSERT INTO %s (payload) SELECT 'row ' || md5(i::text) FROM generate_series(1, %d) AS i";

  /** Updates rows that are spread over the whole table. */
  private static final String UPDATE =
      "UPDATE %s SET version = version + 1 WHERE id BETWEEN 1 AND %d AND id %% %d = %d";

  /**
   * The size of the rows that the transactions with this id or a later id have written. The system
   * column xmin has the 32-bit id of a row's transaction; age() compares such ids.
   */
  private static final String WRITTEN_SINCE =
      "(SELECT coalesce(sum(pg_column_size(r)), 0) FROM %s AS r WHERE age(r.xmin) <= age('%d'::xid8::xid))";

  private final Contestant contestant;
  private final CopyMethod kind;
  private final DataSource postgres;
  private final int rows;
  private final List<BacklogCost> backlogs = new ArrayList<>();
  private final List<Duration> inserted = new ArrayList<>();
  private final List<Duration> updated = new ArrayList<>();
  private int updates;

  ContestantRun(Contestant contestant, DataSource postgres, int rows) {
    this.contestant = contestant;
    this.kind = contestant.in(postgres);
    this.postgres = postgres;
    this.rows = rows;
  }

  Contestant contestant() {
    return contestant;
  }

  TableProfile profile() {
    return kind.profile();
  }

  /** Copies some batches that are not measured, because the first ones are slower. */
  void warmUp(int batches) throws SQLException {
    for (int i = 0; i < batches; i++) {
      copyBatches();
    }
    inserted.clear();
    updated.clear();
  }

  /**
   * Adds many rows and copies them. If updates are copied, a writer updates rows during the copy.
   */
  BacklogCost copyBacklog() throws Exception {
    write(INSERT.formatted(profile().heap(), rows));
    write("VACUUM (ANALYZE) " + profile().heap());
    write("CHECKPOINT");
    long last = number("(SELECT max(id) FROM %s)".formatted(profile().heap()));
    RandomUpdates updater =
        new RandomUpdates(postgres, profile().heap(), last - rows + 1, last + 1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      long firstTransaction = number("pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
      long log = number("pg_current_wal_lsn() - '0/0'");
      Optional<Future<Duration>> writes =
          contestant.copiesUpdates() ? Optional.of(thread.submit(updater)) : Optional.empty();
      long began = System.nanoTime();
      long copied = copy(rows);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      updater.stop();
      Optional<Duration> longestWrite =
          writes.isPresent() ? Optional.of(Futures.of(writes.get())) : Optional.empty();
      BacklogCost backlog =
          new BacklogCost(
              copied,
              took,
              number("pg_current_wal_lsn() - '0/0'") - log,
              number(WRITTEN_SINCE.formatted(profile().heap(), firstTransaction)),
              longestWrite);
      backlogs.add(backlog);
      copyRest();
      return backlog;
    } finally {
      updater.stop();
      thread.shutdownNow();
    }
  }

  /** Copies a batch of new rows. If updates are copied, also copies a batch of updated rows. */
  void copyBatches() throws SQLException {
    inserted.add(copyAfter(INSERT.formatted(profile().heap(), BATCH)));
    if (contestant.copiesUpdates()) {
      int apart = Math.max(1, rows / BATCH);
      updated.add(copyAfter(UPDATE.formatted(profile().heap(), rows, apart, updates++ % apart)));
    }
  }

  /** Copies the remaining rows, and returns the measurements. */
  BenchmarkResult result(WorkloadDatabase database) throws SQLException {
    copyRest();
    return new BenchmarkResult(
        contestant,
        median(backlogs, Comparator.comparing(BacklogCost::took)),
        median(inserted, Comparator.naturalOrder()),
        updated.isEmpty()
            ? Optional.empty()
            : Optional.of(median(updated, Comparator.naturalOrder())),
        database.score(profile()));
  }

  private void copyRest() throws SQLException {
    CopyResult last = kind.copyOnce();
    while (last.rows() > 0 || last.remaining() == Remaining.READY) {
      last = kind.copyOnce();
    }
  }

  private Duration copyAfter(String write) throws SQLException {
    long written = write(write);
    long began = System.nanoTime();
    long copied = copy(written);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (copied < written) {
      throw new IllegalStateException(
          "%s has copied %d of %d rows".formatted(contestant.name(), copied, written));
    }
    return took;
  }

  /**
   * Copies until {@code enough} rows were copied, or until the method reports up to which time its
   * copies are complete. Rows that are updated during the copy wait for a later copy. Returns the
   * number of copied rows.
   */
  private long copy(long enough) throws SQLException {
    long copied = 0;
    CopyResult batch;
    do {
      batch = kind.copyOnce();
      copied += batch.rows();
    } while (copied < enough && batch.completeThrough().isEmpty());
    return copied;
  }

  private static <T> T median(List<T> values, Comparator<T> order) {
    return values.stream().sorted(order).toList().get(values.size() / 2);
  }

  /** Returns how many rows were written. */
  private long write(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private long number(String expression) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + expression)) {
      row.next();
      return row.getLong(1);
    }
  }
}
