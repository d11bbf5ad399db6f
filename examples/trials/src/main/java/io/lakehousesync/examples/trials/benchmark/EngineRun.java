package io.lakehousesync.examples.trials.benchmark;

import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.KEEPS;
import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.NAIVE;
import static io.lakehousesync.examples.trials.workload.TableProfile.PLAIN;

import io.lakehousesync.examples.trials.workload.LibraryTracking;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TrackedTable;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import io.lakehousesync.postgres.PgLakeMaintenance;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Measures the default tracking against the bare statement of the engine, {@code INSERT INTO
 * iceberg SELECT … FROM heap}: a first load, a first load of a tenth of the rows with values of 1
 * KiB, a backlog of a tenth of the rows, and small batches. The bare statement loses updates and
 * late commits; it shows what the engine itself needs.
 */
final class EngineRun {
  private static final int LOADS = 3;
  private static final int BATCH = 1_000;
  private static final int ROUNDS_TO_MAINTENANCE = 10;

  private static final String INSERT =
      "INSERT INTO %s (payload) SELECT 'row ' || md5(i::text) FROM generate_series(1, %d) AS i";
  private static final String INSERT_WIDE =
      "INSERT INTO %s (payload) SELECT (SELECT string_agg(md5(concat(i, ' ', n)), '') FROM"
          + " generate_series(1, 32) AS n) FROM generate_series(1, %d) AS i";
  private static final String UPDATE = "UPDATE %s SET version = version + 1 WHERE %s";
  private static final String BARE =
      "INSERT INTO %s (id, version, payload) SELECT id, version, payload FROM %s WHERE %s";
  private static final String SUMS =
      "SELECT concat_ws(' ', count(*), sum(id), sum(version), count(DISTINCT id)) FROM ";

  private static final BareTable BARE_TABLE = new BareTable("engine-bare");
  private static final BareTable BARE_WIDE = new BareTable("engine-bare-wide");

  private final PrintStream out;
  private final DataSource postgres;
  private final SyncSource source;
  private final int rows;

  /** Loads the table of the upserts again before the small batches, in smaller files. */
  private final Optional<SyncSource> loadedAgain;

  private final Optional<PgLakeMaintenance> maintenance;
  private final LibraryTracking append = tracking("engine-append", WriteMode.APPEND);
  private final LibraryTracking upsert = tracking("engine-upsert", WriteMode.UPSERT);
  private final LibraryTracking wide = tracking("engine-wide", WriteMode.UPSERT);
  private final List<Ratio> ratios = new ArrayList<>();
  private boolean right = true;

  /**
   * Creates a run.
   *
   * @param fileRows the rows of a file in the table whose rows are updated in small batches; null
   *     for the files of the first load
   * @param maintain whether to run the library's maintenance between small batches
   */
  EngineRun(
      PrintStream out,
      DataSource postgres,
      int rows,
      @Nullable Integer fileRows,
      boolean maintain) {
    this.out = out;
    this.postgres = postgres;
    this.rows = rows;
    this.source = PgLakeSource.of(postgres);
    this.loadedAgain =
        Optional.ofNullable(fileRows)
            .map(limit -> PgLakeSource.builder(postgres).batchRows(limit).build());
    this.maintenance = maintain ? Optional.of(PgLakeMaintenance.of(postgres)) : Optional.empty();
  }

  private static LibraryTracking tracking(String name, WriteMode mode) {
    return new LibraryTracking(
        new TableProfile(Contestant.SCHEMA, name, KEEPS, mode, PLAIN, Set.of()),
        ChangeTracking.xid());
  }

  /** Returns the tables of this run. */
  static List<WorkloadTable> tables(DataSource postgres) {
    return List.of(
        new TrackedTable(tracking("engine-append", WriteMode.APPEND), postgres),
        new TrackedTable(tracking("engine-upsert", WriteMode.UPSERT), postgres),
        new TrackedTable(tracking("engine-wide", WriteMode.UPSERT), postgres),
        BARE_TABLE,
        BARE_WIDE);
  }

  /** The Iceberg table of the bare statement, which copies the heap tables of the others. */
  private record BareTable(String name) implements WorkloadTable {
    @Override
    public TableProfile profile() {
      return new TableProfile(Contestant.SCHEMA, name, NAIVE, WriteMode.APPEND, PLAIN, Set.of());
    }

    String iceberg() {
      return profile().iceberg();
    }

    @Override
    public void create(Connection connection) throws SQLException {
      WorkloadDatabase.execute(connection, profile().createIceberg());
    }
  }

  /** Returns the ratios, in the order in which they were measured. */
  List<Ratio> run(int samples) throws Exception {
    fill(append, INSERT, rows);
    fill(upsert, INSERT, rows);
    fill(wide, INSERT_WIDE, Math.max(1, rows / 10));
    firstLoad("first_load", upsert, BARE_TABLE);
    firstLoad("first_load_of_wide_rows", wide, BARE_WIDE);
    copy(append);
    backlogs();
    if (loadedAgain.isPresent()) {
      PgLakeSetup.of(postgres).newBaseline(upsert.table());
      copy(loadedAgain.get(), upsert);
    }
    batches(samples);
    return List.copyOf(ratios);
  }

  /** Returns whether the tables were equal each time they were compared. */
  boolean isRight() {
    return right;
  }

  private void fill(LibraryTracking tracking, String insert, int count) throws SQLException {
    execute(insert.formatted(heap(tracking), count));
    execute("VACUUM (ANALYZE) " + heap(tracking));
    // The set-up gives only large tables an index.
    PgLakeSetup.of(postgres).apply(List.of(tracking.table()));
  }

  private void firstLoad(String what, LibraryTracking tracking, BareTable bare) throws Exception {
    Ratio ratio = new Ratio(what, "xid", "bare");
    for (int round = 0; round < LOADS; round++) {
      if (round > 0) {
        PgLakeSetup.of(postgres).newBaseline(tracking.table());
        execute("DELETE FROM " + bare.iceberg());
      }
      double other = millis(() -> bare(bare, tracking, "true"));
      ratio.add(millis(() -> copy(tracking)), other);
      compare(tracking);
    }
    report(ratio);
  }

  private void report(Ratio ratio) {
    ratios.add(ratio);
    out.println(ratio.line());
  }

  private void backlogs() throws Exception {
    Ratio appended = new Ratio("backlog", "xid-append", "bare");
    Ratio upserted = new Ratio("backlog", "xid", "xid-append");
    for (int round = 0; round < LOADS; round++) {
      measure(rows / 10, appended, upserted);
    }
    report(appended);
    report(upserted);
    compare(append);
    compare(upsert);
  }

  /**
   * All three tables get the same number of commits, because pg_lake's commits become slower with
   * the number of manifests.
   */
  private void batches(int samples) throws Exception {
    Ratio appended = new Ratio("inserted_batch", "xid-append", "bare");
    Ratio upserted = new Ratio("inserted_batch", "xid", "xid-append");
    Ratio appendedUpdates = new Ratio("updated_batch", "xid-append", "bare");
    Ratio upsertedUpdates = new Ratio("updated_batch", "xid", "xid-append");
    int apart = Math.max(1, rows / BATCH);
    for (int round = 0; round < samples; round++) {
      measure(BATCH, appended, upserted);
      String updated = "id %% %d = %d AND id <= %d".formatted(apart, round % apart, rows);
      execute(UPDATE.formatted(heap(append), updated));
      execute(UPDATE.formatted(heap(upsert), updated));
      measure(updated, appendedUpdates, upsertedUpdates);
      if (round % ROUNDS_TO_MAINTENANCE == ROUNDS_TO_MAINTENANCE - 1) {
        maintenance.ifPresent(vacuum -> vacuum.vacuum(icebergTables()));
      }
    }
    Stream.of(appended, upserted, appendedUpdates, upsertedUpdates).forEach(this::report);
    compare(upsert);
  }

  /** The Iceberg tables, of which only the names matter to the maintenance. */
  private List<SyncTable> icebergTables() {
    return List.of(
        append.table(),
        upsert.table(),
        SyncTable.of(TableName.parse(heap(append)), TableName.parse(BARE_TABLE.iceberg())));
  }

  /** Inserts the same number of rows into both heap tables, and copies them in the three ways. */
  private void measure(int count, Ratio appended, Ratio upserted) throws Exception {
    long last = Long.parseLong(value("SELECT max(id) FROM " + heap(append)));
    execute(INSERT.formatted(heap(append), count));
    execute(INSERT.formatted(heap(upsert), count));
    measure("id > " + last, appended, upserted);
  }

  /** Copies the changed rows in the three ways. The bare statement finds them by a condition. */
  private void measure(String changed, Ratio appended, Ratio upserted) throws Exception {
    execute("CHECKPOINT");
    double bare = millis(() -> bare(BARE_TABLE, append, changed));
    double append = millis(() -> copy(this.append));
    appended.add(append, bare);
    upserted.add(millis(() -> copy(upsert)), append);
  }

  private Void bare(BareTable bare, LibraryTracking tracking, String condition)
      throws SQLException {
    return execute(BARE.formatted(bare.iceberg(), heap(tracking), condition));
  }

  private void compare(LibraryTracking tracking) throws SQLException {
    String heap = value(SUMS + heap(tracking));
    String iceberg = value(SUMS + tracking.profile().iceberg());
    if (!heap.equals(iceberg)) {
      right = false;
      out.printf("DIFFERENT %s: %s, and %s in the heap table%n", tracking.table(), iceberg, heap);
    }
  }

  private Void copy(LibraryTracking tracking) {
    return copy(source, tracking);
  }

  private static Void copy(SyncSource by, LibraryTracking tracking) {
    SyncTable table = tracking.table();
    while (by.copy(table).remaining() == Remaining.READY) {
      // The next batch follows.
    }
    return null;
  }

  private static String heap(LibraryTracking tracking) {
    return tracking.profile().heap();
  }

  private static double millis(Callable<?> step) throws Exception {
    long began = System.nanoTime();
    step.call();
    return (System.nanoTime() - began) / 1e6;
  }

  private Void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      WorkloadDatabase.execute(connection, sql);
    }
    return null;
  }

  private String value(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
