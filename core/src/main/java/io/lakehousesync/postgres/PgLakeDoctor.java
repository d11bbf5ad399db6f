package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement;
import io.lakehousesync.postgres.internal.copy.CutsTable;
import io.lakehousesync.postgres.internal.copy.GroupedHeap;
import io.lakehousesync.postgres.internal.doctor.Check;
import io.lakehousesync.postgres.internal.doctor.HeapChecks;
import io.lakehousesync.postgres.internal.doctor.KeyChecks;
import io.lakehousesync.postgres.internal.doctor.PrivilegeChecks;
import io.lakehousesync.postgres.internal.doctor.ServerChecks;
import io.lakehousesync.postgres.internal.doctor.TypeChecks;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.schema.SchemaDrift;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Finds what prevents a complete sync of tables: on the server, in the set-up, and in the tables.
 * Changes nothing. {@link PgLakeSource#validate} runs a part of the checks of a table, and logs
 * their findings. These are the checks that read only PostgreSQL's system catalog.
 *
 * <p>Thread-safe. Uses one connection of the data source at a time. {@code docs/doctor.md} lists
 * the findings.
 */
public final class PgLakeDoctor {
  private static final Duration LONG_TRANSACTION = Duration.ofHours(1);

  private static final List<Check> OF_THE_CATALOG =
      Stream.of(HeapChecks.ALL, KeyChecks.ALL, TypeChecks.ALL, PrivilegeChecks.ALL)
          .flatMap(List::stream)
          .toList();

  /** The first words of the titles of set-up statements that change the heap table. */
  private static final Set<String> HEAP_OBJECTS = Set.of("column", "trigger");

  private static final String NAME_TOO_LONG = "name-too-long";
  private static final String HEAP_MISSING = "heap-missing";
  private static final String ICEBERG_MISSING = "iceberg-missing";
  private static final String COLUMNS_DIFFER = "columns-differ";
  private static final String KEY_ROUNDED = "key-is-rounded";
  private static final String GROUP_REFUSED = "group-refused";
  private static final String CUTS_NOT_RECORDED = "cuts-not-recorded";
  private static final String NOT_EXAMINED = "not-examined";
  private static final String NOT_READ = "values-not-read";

  private final Transactions transactions;
  private final ServerChecks server;

  private PgLakeDoctor(DataSource dataSource, Duration longTransaction) {
    this.transactions = new Transactions(dataSource);
    this.server = new ServerChecks(longTransaction);
  }

  /** Returns a doctor for the database that {@code dataSource} connects to. */
  public static PgLakeDoctor of(DataSource dataSource) {
    return of(dataSource, LONG_TRANSACTION);
  }

  static PgLakeDoctor of(DataSource dataSource, Duration longTransaction) {
    return new PgLakeDoctor(dataSource, longTransaction);
  }

  /**
   * Checks the server and these tables. For each table, sends a few small queries, which read
   * PostgreSQL's system catalog. Does not wait for locks on the tables.
   *
   * @return the findings, the worst first
   * @throws NotAppliedException if a query failed
   */
  public List<Finding> examine(Collection<SyncTable> tables) {
    return transactions.run(
        "Check by the doctor",
        connection -> {
          List<Finding> findings = new ArrayList<>(server.run(connection));
          for (SyncTable table : tables) {
            findings.addAll(examineAlone(connection, table));
          }
          return sorted(findings);
        });
  }

  /**
   * Checks whether these groups can make cuts: their tables, and the tables that record the cuts.
   * Does not examine the tables in other respects; use {@link #examine} for that.
   *
   * @return the findings
   * @throws NotAppliedException if a query failed
   */
  public List<Finding> examineGroups(Collection<SyncGroup> groups) {
    return transactions.run(
        "Check of groups by the doctor",
        connection -> {
          List<Finding> findings = new ArrayList<>();
          for (SyncGroup group : groups) {
            findings.addAll(examine(connection, group));
          }
          return findings;
        });
  }

  private static List<Finding> examine(Connection connection, SyncGroup group) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (SyncTable table : group.tables()) {
      List<String> problems = new ArrayList<>(GroupCopy.problems(group, table));
      if (Queries.exists(connection, "to_regclass", Sql.table(table.source()))) {
        problems.addAll(GroupedHeap.problems(connection, table));
      }
      for (String problem : problems) {
        findings.add(error(GROUP_REFUSED, table, problem, "Take it out of the group."));
      }
    }
    Optional<SyncTable> cuts = group.cuts();
    if (cuts.isPresent()) {
      for (String problem : new CutsTable(cuts.get().target()).problems(connection)) {
        findings.add(
            error(
                CUTS_NOT_RECORDED,
                cuts.get(),
                problem,
                "Run the set-up (PgLakeSetup.applyGroups) and the grants"
                    + " (PgLakePrivileges.grantsForGroups)."));
      }
    }
    return findings;
  }

  /** The owner of a table can make a query on this table fail. The other tables are examined. */
  private static List<Finding> examineAlone(Connection connection, SyncTable table)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      List<Finding> findings = examine(connection, table);
      connection.releaseSavepoint(before);
      return findings;
    } catch (SQLException e) {
      connection.rollback(before);
      return List.of(
          error(
              NOT_EXAMINED,
              table,
              "%s could not be examined: %s"
                  .formatted(table.source(), Printable.escape(String.valueOf(e.getMessage()))),
              "Remove the cause of the error, and examine the table again."));
    }
  }

  /**
   * Reads all rows of these tables to find values that pg_lake does not accept: infinity, NaN,
   * dates out of range, the time 24:00, and arrays of more than one dimension. Also finds such
   * values in domains and arrays, but not in fields of composite types.
   *
   * @param atMost the time limit for each table. If the check of a table reaches the limit, the
   *     result has a finding about this
   * @return the findings, the worst first
   * @throws NotAppliedException if a query failed
   */
  public List<Finding> examineValues(Collection<SyncTable> tables, Duration atMost) {
    Objects.requireNonNull(atMost, "atMost");
    List<Finding> findings = new ArrayList<>();
    for (SyncTable table : tables) {
      findings.addAll(
          transactions.run(
              "Check of the values of " + table,
              connection -> examineValues(connection, table, atMost)));
    }
    return sorted(findings);
  }

  /** Checks one table. Reads only PostgreSQL's system catalog. */
  static List<Finding> examine(Connection connection, SyncTable table) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    if (!columns.nameProblems().isEmpty()) {
      return columns.nameProblems().stream()
          .map(problem -> error(NAME_TOO_LONG, table, problem, TableColumns.SHORTER_NAME))
          .toList();
    }
    if (columns.heap().isEmpty()) {
      return List.of(
          error(
              HEAP_MISSING,
              table,
              "Heap table %s does not exist.".formatted(table.source()),
              "Check its name."));
    }
    List<Finding> findings = new ArrayList<>();
    Tracker tracker = Tracker.of(table.tracking());
    boolean beforeSetup = columns.iceberg().isEmpty();
    if (beforeSetup) {
      findings.add(
          error(
              ICEBERG_MISSING,
              table,
              "Iceberg table %s does not exist. The set-up creates it%s."
                  .formatted(table.target(), heapObjects(tracker.unmet(table, columns))),
              Finding.RUN_SETUP + "."));
    } else {
      for (String problem :
          SchemaDrift.between(
                  table,
                  columns,
                  ColumnLinks.canRead(connection) ? ColumnLinks.load(connection, table) : List.of(),
                  tracker.ownColumns())
              .problems()) {
        findings.add(error(COLUMNS_DIFFER, table, problem, "Do what the finding says."));
      }
    }
    for (String problem : columns.roundedKeys(table)) {
      findings.add(error(KEY_ROUNDED, table, problem, "Do what the finding says."));
    }
    List<Finding> others = new ArrayList<>(tracker.findings(table, columns));
    for (Check check : concat(tracker.checks(), OF_THE_CATALOG)) {
      others.addAll(check.run(connection, table, columns, tracker.ownColumns()));
    }
    others.stream()
        .filter(finding -> !(beforeSetup && finding.isCuredBySetup()))
        .forEach(findings::add);
    return findings;
  }

  /**
   * Names what the set-up creates on the heap table, so that a table that is not set up has one
   * finding and not one for each missing object.
   */
  private static String heapObjects(List<UnmetRequirement> unmet) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    unmet.stream()
        .flatMap(requirement -> requirement.setup().stream())
        .map(statement -> statement.title().split(" ", 3))
        .filter(title -> HEAP_OBJECTS.contains(title[0]))
        .forEach(title -> names.computeIfAbsent(title[0], kind -> new ArrayList<>()).add(title[1]));
    if (names.isEmpty()) {
      return "";
    }
    return names.entrySet().stream()
        .map(
            kind ->
                kind.getValue().size() == 1
                    ? kind.getKey() + " " + kind.getValue().get(0)
                    : "%d %ss".formatted(kind.getValue().size(), kind.getKey()))
        .collect(Collectors.joining(" and ", ", and adds ", " to the heap table"));
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
          Finding.ofTable(
              Severity.WARNING,
              NOT_READ,
              table,
              "%s could not be read completely within %d s."
                  .formatted(table.source(), atMost.toSeconds()),
              "Call examineValues with a longer time limit."));
    }
  }

  private static List<Check> concat(List<Check> first, List<Check> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  private static Finding error(String code, SyncTable table, String what, String cure) {
    return Finding.ofTable(Severity.ERROR, code, table, what, cure);
  }

  private static List<Finding> sorted(List<Finding> findings) {
    return findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }

  /** Returns all codes, for a test of the documentation. */
  static List<String> codes() {
    return Stream.of(
            ServerChecks.codes().stream(),
            Stream.of(
                NAME_TOO_LONG,
                HEAP_MISSING,
                ICEBERG_MISSING,
                COLUMNS_DIFFER,
                KEY_ROUNDED,
                GROUP_REFUSED,
                CUTS_NOT_RECORDED,
                NOT_EXAMINED,
                NOT_READ),
            OF_THE_CATALOG.stream().map(Check::code),
            Tracker.codes().stream(),
            Stream.of(TypeChecks.VALUE_OUT_OF_RANGE))
        .flatMap(codes -> codes)
        .distinct()
        .toList();
  }
}
