package io.lakehousesync.postgres;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.Finding.Severity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Looks for what keeps tables from being synced completely: on the server, in the set-up, and in
 * the tables themselves. Changes nothing. {@link PgLakeSource#validate} asks the same of the
 * catalog, and logs what it finds.
 *
 * <p>Thread-safe. A call takes one connection from the data source and gives it back. The findings
 * are listed in {@code docs/doctor.md}.
 */
public final class PgLakeDoctor {
  private static final Duration LONG_TRANSACTION = Duration.ofHours(1);

  private static final List<Check> OF_THE_CATALOG =
      Stream.of(
              HeapChecks.ALL,
              TrackingChecks.ALL,
              KeyChecks.ALL,
              TypeChecks.ALL,
              PrivilegeChecks.ALL)
          .flatMap(List::stream)
          .toList();

  private static final String HEAP_MISSING = "heap-missing";
  private static final String ICEBERG_MISSING = "iceberg-missing";
  private static final String COLUMNS_DIFFER = "columns-differ";
  private static final String NOT_READ = "values-not-read";

  private final Transactions transactions;
  private final ServerChecks server;

  private PgLakeDoctor(DataSource dataSource, Duration longTransaction) {
    this.transactions = new Transactions(dataSource);
    this.server = new ServerChecks(longTransaction);
  }

  /** A doctor for the database that {@code dataSource} connects to. */
  public static PgLakeDoctor of(DataSource dataSource) {
    return of(dataSource, LONG_TRANSACTION);
  }

  static PgLakeDoctor of(DataSource dataSource, Duration longTransaction) {
    return new PgLakeDoctor(dataSource, longTransaction);
  }

  /**
   * Examines the server and these tables by PostgreSQL's catalog, which costs some small queries
   * per table.
   *
   * @return what was found, the worst first
   * @throws NotAppliedException if the database could not be asked
   */
  public List<Finding> examine(Collection<SyncTable> tables) {
    return transactions.run(
        "Examination",
        connection -> {
          List<Finding> findings = new ArrayList<>(server.ask(connection));
          for (SyncTable table : tables) {
            findings.addAll(examine(connection, table));
          }
          return sorted(findings);
        });
  }

  /**
   * Reads these tables for values that pg_lake does not take: infinity, NaN, and dates out of
   * range.
   *
   * @param atMost how long each table may take; one that takes longer is a finding
   * @return what was found
   * @throws NotAppliedException if the database could not be asked
   */
  public List<Finding> examineValues(Collection<SyncTable> tables, Duration atMost) {
    Objects.requireNonNull(atMost, "atMost");
    List<Finding> findings = new ArrayList<>();
    for (SyncTable table : tables) {
      findings.addAll(
          transactions.run(
              "Examination of the values of " + table,
              connection -> examineValues(connection, table, atMost)));
    }
    return sorted(findings);
  }

  /** By the catalog alone. */
  static List<Finding> examine(Connection connection, SyncTable table) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    if (columns.heap().isEmpty()) {
      return List.of(
          error(
              HEAP_MISSING,
              table,
              "Heap table %s does not exist.".formatted(table.source()),
              "Check its name."));
    }
    List<Finding> findings = new ArrayList<>();
    if (columns.iceberg().isEmpty()) {
      findings.add(
          error(
              ICEBERG_MISSING,
              table,
              "Iceberg table %s does not exist.".formatted(table.target()),
              "Run the set-up (PgLakeSetup)."));
    } else {
      for (String problem :
          SchemaDrift.between(
                  table,
                  columns,
                  ColumnLinks.canRead(connection) ? ColumnLinks.load(connection, table) : List.of(),
                  Tracker.of(table.tracking()).ownColumns())
              .problems()) {
        findings.add(error(COLUMNS_DIFFER, table, problem, "As it says."));
      }
    }
    for (Check check : OF_THE_CATALOG) {
      findings.addAll(check.ask(connection, table, columns));
    }
    return findings;
  }

  private static List<Finding> examineValues(
      Connection connection, SyncTable table, Duration atMost) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL statement_timeout = " + Math.max(1, atMost.toMillis()));
    }
    try {
      return TypeChecks.values(connection, table, TableColumns.read(connection, table));
    } catch (SQLException e) {
      if (!SqlState.isCancelled(e)) {
        throw e;
      }
      return List.of(
          new Finding(
              Severity.WARNING,
              NOT_READ,
              Optional.of(table),
              "%s was not read to its end within %d s."
                  .formatted(table.source(), atMost.toSeconds()),
              "Give it more time."));
    }
  }

  private static Finding error(String code, SyncTable table, String what, String cure) {
    return new Finding(Severity.ERROR, code, Optional.of(table), what, cure);
  }

  private static List<Finding> sorted(List<Finding> findings) {
    return findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }

  /** All codes, for the documentation to list. */
  static List<String> codes() {
    return Stream.of(
            ServerChecks.codes().stream(),
            Stream.of(HEAP_MISSING, ICEBERG_MISSING, COLUMNS_DIFFER, NOT_READ),
            OF_THE_CATALOG.stream().map(Check::code),
            Stream.of(TypeChecks.VALUE_OUT_OF_RANGE))
        .flatMap(codes -> codes)
        .distinct()
        .toList();
  }
}
