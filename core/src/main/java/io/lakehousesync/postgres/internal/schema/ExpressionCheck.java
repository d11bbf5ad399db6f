package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.table.ComputedColumn;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLState;

/**
 * Lets PostgreSQL check the filter and the expressions of a table, on temporary objects that are
 * rolled back.
 *
 * <ol>
 *   <li>A temporary table has the columns that an expression sees, and no rows.
 *   <li>A temporary view has the expression in its condition. PostgreSQL parses it and records what
 *       it uses, but evaluates nothing. An expression that uses anything except PostgreSQL's own
 *       functions, operators and types is refused here. So is a literal such as {@code 'now'} of a
 *       date or time: PostgreSQL replaces it by the time at which it parses the statement.
 *   <li>A partial index has the same condition. PostgreSQL accepts only a boolean expression whose
 *       functions are immutable, without subqueries.
 * </ol>
 *
 * <p>The role needs the privilege TEMPORARY on the database. PUBLIC has it by default.
 */
public final class ExpressionCheck {
  private static final String COLUMNS =
      "CREATE TEMPORARY TABLE lakehouse_sync_columns USING heap ON COMMIT DROP AS SELECT {readable} FROM {heap} WITH NO DATA";

  private static final String USES =
      "CREATE OR REPLACE TEMPORARY VIEW lakehouse_sync_uses AS SELECT FROM pg_temp.lakehouse_sync_columns AS lakehouse_sync_row WHERE {condition}";

  /** PostgreSQL records no dependency on the objects that initdb has created. */
  private static final String USED =
      """
      SELECT pg_describe_object(d.refclassid, d.refobjid, 0)
      FROM pg_rewrite AS w JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
      WHERE w.ev_class = 'pg_temp.lakehouse_sync_uses'::regclass
        AND NOT (d.refclassid = 'pg_class'::regclass
                 AND d.refobjid IN ('pg_temp.lakehouse_sync_uses'::regclass,
                                    'pg_temp.lakehouse_sync_columns'::regclass))
      GROUP BY 1 ORDER BY 1 LIMIT 1
      """;

  private static final String PARSED =
      "SELECT pg_get_viewdef('pg_temp.lakehouse_sync_uses'::regclass)";

  private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'");

  /** PostgreSQL ignores signs beside a word, and digits belong to another word. */
  private static final Pattern PRESENT =
      Pattern.compile(
          "(?<![a-z])(?:now|today|tomorrow|yesterday)(?![a-z])", Pattern.CASE_INSENSITIVE);

  private static final String IMMUTABLE =
      "CREATE INDEX ON pg_temp.lakehouse_sync_columns ((1)) WHERE {condition}";

  /** The SQLSTATE of a role that may not create temporary tables. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private ExpressionCheck() {}

  /**
   * Returns why the table's expressions cannot be used and what to do; empty if they can be used,
   * or the table has none. Call this inside of a transaction that is not read-only.
   */
  public static List<String> problems(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    if (!HeapRows.hasExpressions(table) || columns.heap().isEmpty()) {
      return List.of();
    }
    Savepoint before = connection.setSavepoint();
    List<String> problems = new ArrayList<>();
    String what = "The filter of " + table.source();
    try {
      createColumns(connection, table, columns);
      requireUnchanged(connection, table, columns);
      if (table.where().isPresent()) {
        check(connection, what, "(\n%s\n)".formatted(table.where().get())).ifPresent(problems::add);
      }
      for (ComputedColumn column : table.computed()) {
        what =
            "The expression of column %s of %s"
                .formatted(Sql.identifier(column.name()), table.source());
        check(connection, what, "(%s IS NOT NULL)".formatted(HeapRows.value(column)))
            .ifPresent(problems::add);
      }
    } catch (SQLException e) {
      // 22: a wrong literal; 42: not a valid expression; 0A: not an expression for an index.
      if (!SqlState.of(e).matches("(22|42|0A).*")) {
        throw e;
      }
      problems.add(describe(what, e));
    }
    connection.rollback(before);
    return problems;
  }

  private static void createColumns(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    execute(
        connection,
        SqlTemplate.of(COLUMNS)
            .with("readable", String.join(", ", new HeapRows(table, columns).readable()))
            .with("heap", Sql.table(table.source()))
            .sql());
  }

  /**
   * Requires that the temporary table has the types that were read before. Otherwise the literals
   * of the expressions could be values of another type, and PostgreSQL would call its functions.
   * The temporary table was made from the heap table, which is locked since then.
   *
   * @throws SQLException with the SQLSTATE of a serialization failure, so that the transaction is
   *     repeated
   */
  private static void requireUnchanged(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    if (!TableColumns.read(connection, table).equals(columns)) {
      throw new SQLException(
          "The columns of %s have changed during the check of its expressions."
              .formatted(table.source()),
          PSQLState.SERIALIZATION_FAILURE.getState());
    }
  }

  private static Optional<String> check(Connection connection, String what, String condition)
      throws SQLException {
    execute(connection, SqlTemplate.of(USES).with("condition", condition).sql());
    Optional<String> used = Queries.value(connection, USED);
    if (used.isPresent()) {
      return Optional.of(
          "%s uses %s. It may use only the functions, operators and types of PostgreSQL itself, because others would run with the rights of this role."
              .formatted(what, Printable.escape(used.get())));
    }
    List<String> present = presentTimes(condition);
    if (!present.isEmpty()) {
      // PostgreSQL shows a literal of text as it is, and a literal of a time as the time.
      presentTimes(Queries.value(connection, PARSED).orElseThrow()).forEach(present::remove);
    }
    if (!present.isEmpty()) {
      return Optional.of(
          "%s uses '%s' as a date or time. Its value changes from one statement to the next, so it is not IMMUTABLE. Use a fixed date or time."
              .formatted(what, present.get(0)));
    }
    execute(connection, SqlTemplate.of(IMMUTABLE).with("condition", condition).sql());
    return Optional.empty();
  }

  /** Returns the words for present times in the literals of a text. */
  private static List<String> presentTimes(String sql) {
    return LITERAL
        .matcher(sql)
        .results()
        .flatMap(literal -> PRESENT.matcher(literal.group()).results())
        .map(word -> word.group().toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String describe(String what, SQLException e) {
    String message = Printable.escape(String.valueOf(e.getMessage()));
    return SqlState.of(e).equals(INSUFFICIENT_PRIVILEGE)
        ? "%s cannot be checked: %s. Grant the role TEMPORARY on the database (PgLakePrivileges)."
            .formatted(what, message)
        : "%s cannot be used: %s. It must be one expression on the columns of the heap table, whose functions are IMMUTABLE. A filter must be boolean."
            .formatted(what, message);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
