package io.lakehousesync.examples.benchmark;

import io.lakehousesync.CopyResult;
import io.lakehousesync.CopyResult.Remaining;
import io.lakehousesync.examples.workload.Kind;
import io.lakehousesync.examples.workload.Outcome;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.WorkloadDatabase;
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

/** One contestant with its table, and what was measured of it so far. */
final class Lane {
  /** How many rows a small batch has. */
  static final int BATCH = 1_000;

  private static final String INSERT =
      "INSERT INTO %s (payload) SELECT 'row ' || md5(i::text) FROM generate_series(1, %d) AS i";

  /** All over the table. */
  private static final String UPDATE =
      "UPDATE %s SET version = version + 1 WHERE id BETWEEN 1 AND %d AND id %% %d = %d";

  private final Contestant contestant;
  private final Kind kind;
  private final DataSource postgres;
  private final int rows;
  private final List<Backlog> backlogs = new ArrayList<>();
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

  /** Adds many rows and copies them, while somebody updates rows if updates are copied. */
  Backlog copyBacklog() throws Exception {
    write(INSERT.formatted(profile().heap(), rows));
    write("VACUUM (ANALYZE) " + profile().heap());
    write("CHECKPOINT");
    long last = number("(SELECT max(id) FROM %s)".formatted(profile().heap()));
    RandomUpdates updater =
        new RandomUpdates(postgres, profile().heap(), last - rows + 1, last + 1);
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
      backlogs.add(backlog);
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
  BenchmarkResult result(WorkloadDatabase database) throws SQLException {
    copyRest();
    return new BenchmarkResult(
        contestant,
        median(backlogs, Comparator.comparing(Backlog::took)),
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
   * Copies until so many rows were copied or, where the kind knows, all that were there at the
   * beginning: those that somebody updates meanwhile come with a later copy. Returns how many it
   * were.
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
