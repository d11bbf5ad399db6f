package io.lakehousesync.postgres;

import io.lakehousesync.ConfigurationException;
import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncSource;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies heap tables into pg_lake Iceberg tables of the same database. The rows, and the mark that
 * they were copied, are committed in one transaction; one session at a time copies a table, in
 * whatever process, by an advisory lock on the Iceberg table's name.
 *
 * <p>Thread-safe. A call takes one connection from the data source and gives it back.
 */
public final class PgLakeSource implements SyncSource {
  private static final Logger LOG = LoggerFactory.getLogger(PgLakeSource.class);

  private static final String ONE_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('lakehouse_sync:' || ?, 0))";

  private static final String IS_ICEBERG =
      """
      SELECT 1 FROM iceberg_tables
      WHERE catalog_name = current_database()
        AND table_namespace IN (?, quote_ident(?))
        AND table_name = ?
      """;

  private final Transactions transactions;
  private final BatchSize batchSize;
  private final Clock clock;

  /** The columns with which a table was last copied from here: these need no second look. */
  private final Map<SyncTable, TableColumns> followed = new ConcurrentHashMap<>();

  private PgLakeSource(Builder builder) {
    this.transactions = new Transactions(builder.dataSource);
    this.batchSize = new BatchSize(builder.batchRows, builder.batchBytes);
    this.clock = builder.clock;
  }

  /** A source over the database that {@code dataSource} connects to, with all defaults. */
  public static PgLakeSource of(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /** Starts a configuration over the database that {@code dataSource} connects to. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  @Override
  public CopyResult copy(SyncTable table) {
    Tracker tracker = Tracker.of(table.tracking());
    Copied copied =
        transactions.run(
            "Copy of " + table,
            connection -> {
              lock(connection, table);
              TableColumns columns = TableColumns.read(connection, table);
              Problems.stop(table, columns.problems(table));
              Problems.stop(table, tracker.problems(table, columns));
              CopyTask task = new CopyTask(connection, table, columns, batchSize, clock);
              if (!columns.equals(followed.get(table))) {
                task = task.with(new SchemaFollower(task, tracker).follow());
              }
              return new Copied(task.columns(), tracker.copy(task));
            });
    followed.put(table, copied.columns);
    return copied.result;
  }

  private record Copied(TableColumns columns, CopyResult result) {}

  @Override
  public void validate(SyncTable table) {
    Tracker tracker = Tracker.of(table.tracking());
    List<String> problems =
        transactions.run(
            "Check of " + table,
            connection -> {
              TableColumns columns = TableColumns.read(connection, table);
              List<String> found = new ArrayList<>(columns.problems(table));
              if (columns.exist()) {
                found.addAll(tracker.problems(table, columns));
                found.addAll(
                    SchemaDrift.between(
                            table,
                            columns,
                            ColumnLinks.load(connection, table),
                            tracker.ownColumns())
                        .problems());
                if (!isIceberg(connection, table.target())) {
                  found.add(
                      "%s is not an Iceberg table: it is not in iceberg_tables."
                          .formatted(table.target()));
                }
                PgLakeDoctor.examine(connection, table).stream()
                    .filter(finding -> finding.severity() != Finding.Severity.INFO)
                    .forEach(finding -> LOG.warn("{}", finding));
              }

              return found;
            });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  @Override
  public String guarantee(SyncTable table) {
    return Tracker.of(table.tracking()).guarantee(table);
  }

  /**
   * Keeps others from copying the table, and the heap table's columns from changing between being
   * read and being copied.
   */
  static void lock(Connection connection, SyncTable table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ONE_AT_A_TIME)) {
      statement.setString(1, table.target().toString());
      statement.execute();
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE %s IN ACCESS SHARE MODE".formatted(Sql.table(table.source())));
    }
  }

  private static boolean isIceberg(Connection connection, TableName name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(IS_ICEBERG)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.schema());
      statement.setString(3, name.name());
      return statement.executeQuery().next();
    }
  }

  /** Configures a {@link PgLakeSource}. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private int batchRows = 100_000;
    private long batchBytes = 256L << 20;
    private Clock clock = Clock.systemUTC();

    private Builder(DataSource dataSource) {
      this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * About how many rows one transaction copies; a table with more is copied in several, and a
     * large transaction too. Upserts, and nothing else, hold so many keys in memory. Default:
     * 100,000. {@code ChangeTracking.comparison()} knows no batches: it replaces the table in one
     * snapshot. A table without a key is copied in whole transactions.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder batchRows(int batchRows) {
      if (batchRows < 1) {
        throw new IllegalArgumentException("batchRows must be positive, got " + batchRows);
      }
      this.batchRows = batchRows;
      return this;
    }

    /**
     * About how many bytes of rows one transaction copies, as PostgreSQL stores them, compressed
     * and without what a row costs itself: whichever is reached first, this or {@link #batchRows}.
     * A row that is larger is copied alone. Default: 256 MiB.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder batchBytes(long batchBytes) {
      if (batchBytes < 1) {
        throw new IllegalArgumentException("batchBytes must be positive, got " + batchBytes);
      }
      this.batchBytes = batchBytes;
      return this;
    }

    /**
     * The clock of {@link CopyResult#completeThrough()}. Default: the system's, in UTC. Use the
     * same one as the sync's.
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Builds the source. It connects when it is first used. */
    public PgLakeSource build() {
      return new PgLakeSource(this);
    }
  }
}
