package io.lakehousesync.examples.benchmark;

import io.lakehousesync.CopyResult;
import io.lakehousesync.CopyResult.Remaining;
import io.lakehousesync.examples.workload.Kind;
import io.lakehousesync.examples.workload.Outcome;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.Score;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/** One contestant with its table, and what was measured of it so far. */
final class Lane {
  /** How many rows a small batch has. */
  static final int BATCH = 1_000;

  private static final int MOST_EMPTY = 100;

  private static final String INSERT =
      "INSERT INTO %s (payload) SELECT 'row ' || md5(i::text) FROM generate_series(1, %d) AS i";

  /** All over the table. */
  private static final String UPDATE =
      "UPDATE %s SET version = version + 1 WHERE id BETWEEN 1 AND %d AND id %% %d = %d";

  private final Contestant contestant;
  private final Kind kind;
  private final DataSource postgres;
  private final int rows;
  private final List<Duration> inserted = new ArrayList<>();
  private final List<Duration> updated = new ArrayList<>();
  private int updates;

  Lane(Contestant contestant, DataSource postgres, int rows) {
    this.contestant = contestant;
    this.kind = contestant.in(postgres);
    this.postgres = postgres;
    this.rows = rows;
  }

  Contestant contestant() {
    return contestant;
  }

  Profile profile() {
    return kind.profile();
  }

  /** Copies some batches that do not count, so that nobody measures how the services get going. */
  void warmUp(int batches) throws SQLException {
    for (int i = 0; i < batches; i++) {
      copyBatches();
    }
    inserted.clear();
    updated.clear();
  }

  /** Fills the table and copies all of it, while somebody updates rows if updates are copied. */
  Backlog copyBacklog() throws Exception {
    write(INSERT.formatted(profile().heap(), rows));
    write("VACUUM (ANALYZE) " + profile().heap());
    write("CHECKPOINT");
    RandomUpdates updater = new RandomUpdates(postgres, profile().heap(), rows);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      long size = number("pg_total_relation_size('%s')".formatted(profile().heap()));
      long log = number("pg_current_wal_lsn() - '0/0'");
      Optional<Future<Duration>> writes =
          contestant.copiesUpdates() ? Optional.of(thread.submit(updater)) : Optional.empty();
      long began = System.nanoTime();
      long copied = copy(rows);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      updater.stop();
      Optional<Duration> longestWrite =
          writes.isPresent() ? Optional.of(Outcome.of(writes.get())) : Optional.empty();
      Backlog backlog =
          new Backlog(
              copied,
              took,
              number("pg_current_wal_lsn() - '0/0'") - log,
              number("pg_total_relation_size('%s')".formatted(profile().heap())) - size,
              longestWrite);
      copyRest();
      return backlog;
    } finally {
      updater.stop();
      thread.shutdownNow();
    }
  }

  /** Copies a batch of new rows, and one of updated rows if updates are copied. */
  void copyBatches() throws SQLException {
    inserted.add(copyAfter(INSERT.formatted(profile().heap(), BATCH)));
    if (contestant.copiesUpdates()) {
      int apart = Math.max(1, rows / BATCH);
      updated.add(copyAfter(UPDATE.formatted(profile().heap(), rows, apart, updates++ % apart)));
    }
  }

  /** What was measured, after copying what is left. */
  BenchmarkResult result(Backlog backlog, WorkloadDatabase database) throws SQLException {
    copyRest();
    Score score = database.score(profile());
    return new BenchmarkResult(
        contestant,
        backlog,
        median(inserted),
        updated.isEmpty() ? Optional.empty() : Optional.of(median(updated)),
        score);
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
    copy(written);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /**
   * Copies at least so many rows, which are there, and returns how many it were. A copy may only
   * end what an earlier one has begun, and what somebody updates meanwhile comes with a later one.
   */
  private long copy(long atLeast) throws SQLException {
    long copied = 0;
    int empty = 0;
    while (copied < atLeast) {
      long batch = kind.copyOnce().rows();
      copied += batch;
      empty = batch == 0 ? empty + 1 : 0;
      if (empty == MOST_EMPTY) {
        throw new IllegalStateException(
            "%s has copied %d of %d rows, and no more of them comes"
                .formatted(contestant.name(), copied, atLeast));
      }
    }
    return copied;
  }

  private static Duration median(List<Duration> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
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
