package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.ComputedColumn;
import io.lakehousesync.table.SyncTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of a heap table, as copies and verifications read their values. Each statement that
 * reads values for the Iceberg table, or compares them with it, reads {@link #from}, and takes the
 * rows that are {@link #matching}. Statements that only look for changes, or for keys, read the
 * heap table itself: a row that does not match any more must be found, so that it is deleted.
 *
 * <p>If the table has a filter or expressions, {@link #from} is a subquery, which PostgreSQL merges
 * into the statement. Therefore indexes, partitions and places in the file serve as without them.
 * The filter and the expressions see only values of PostgreSQL's own types ({@link
 * Column#readable}). With the search_path of our sessions, they then call no function that the
 * owner of the heap table or of a type can define. Only a text that names such a function with its
 * schema could call it, and {@link ExpressionCheck} refuses such a text.
 */
public record HeapRows(SyncTable table, TableColumns columns) {
  /** The condition of the filter, as a column of {@link #from}. */
  private static final String MATCHES = "lakehouse_sync_matches";

  private static final String OF_A_ROW = "lakehouse_sync_row";

  private static final String SUBQUERY =
      "(SELECT {columns} FROM (SELECT {readable} FROM {relation}) AS {row}) AS r";

  /** Returns the rows with the alias {@code r} for a FROM clause, with their system columns. */
  public String from() {
    return from(Sql.table(table.source()), List.of("ctid", "tableoid"));
  }

  /**
   * Returns what a checkpoint stores about the filter and the expressions; empty if there is none.
   * The text must stay the same in later versions, because it is compared with stored checkpoints.
   *
   * <p>It contains the numbers and names of the columns, because another column may get the name
   * that an expression uses. It also contains their types and collations, because ALTER TABLE …
   * TYPE can give a column new values or another order, and fires no trigger. Tracking by xid
   * notices a new type or collation itself, and copies all rows again.
   */
  public String persisted() {
    if (!areChanged()) {
      return "";
    }
    List<String> lines = new ArrayList<>();
    table.where().ifPresent(where -> lines.add("where " + where));
    table
        .computed()
        .forEach(
            column ->
                lines.add(
                    "column %s %s = %s"
                        .formatted(
                            Sql.identifier(column.name()), column.type(), column.expression())));
    lines.add(
        columnsInExpressions().stream()
            .map(this::persisted)
            .collect(Collectors.joining(", ", "columns ", "")));
    return String.join("\n", lines);
  }

  private String persisted(Column column) {
    String itself = column.number() + " " + Sql.identifier(column.name());
    return table.tracking().kind() == Kind.XID
        ? itself
        : (itself + " " + column.type() + " " + column.collation()).stripTrailing();
  }

  /** Returns the names of the columns that the filter and the expressions name. */
  public List<String> namesInExpressions() {
    return columnsInExpressions().stream().map(Column::name).toList();
  }

  /** Also finds columns whose names occur only in literals. */
  private List<Column> columnsInExpressions() {
    List<String> texts =
        Stream.concat(
                table.where().stream(), table.computed().stream().map(ComputedColumn::expression))
            .toList();
    return copyable().stream()
        .filter(column -> texts.stream().anyMatch(text -> names(text, column)))
        .toList();
  }

  /** PostgreSQL cuts off longer names, so that a longer one in the text may be this column too. */
  private static boolean names(String text, Column column) {
    boolean mayBeCut = column.name().getBytes(StandardCharsets.UTF_8).length >= 60;
    String end = mayBeCut ? "" : "(?![\\w$])";
    return text.contains(Sql.identifier(column.name()))
        || Pattern.compile(
                "(?<![\\w$])%s%s".formatted(Pattern.quote(column.name()), end),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS)
            .matcher(text)
            .find();
  }

  /** Returns whether the rows are not those of the heap table itself. */
  public boolean areChanged() {
    return hasExpressions(table);
  }

  /** Returns whether a table has a filter or columns that are expressions. */
  public static boolean hasExpressions(SyncTable table) {
    return table.where().isPresent() || !table.computed().isEmpty();
  }

  /** Returns whether the table has a filter. */
  public boolean areFiltered() {
    return table.where().isPresent();
  }

  /**
   * Returns rows with the alias {@code r} for a FROM clause, without system columns. Use this only
   * if the rows {@linkplain #areChanged are changed}.
   *
   * @param relation a relation that has all {@link #names} of the heap table
   */
  public String from(String relation) {
    return from(relation, List.of());
  }

  private String from(String relation, List<String> systemColumns) {
    if (!areChanged()) {
      return relation + " AS r";
    }
    List<String> inner = new ArrayList<>(systemColumns);
    List<String> outer = new ArrayList<>(systemColumns);
    for (Column column : copyable()) {
      String name = Sql.identifier(column.name());
      String readable = column.readable(name);
      if (table.computes(column.name())) {
        inner.add("%s AS %s".formatted(readable, name));
        continue;
      }
      if (!isHidden(column) && readable.equals(name)) {
        inner.add(name);
        outer.add(name);
        continue;
      }
      String itself = "lakehouse_sync_" + column.number();
      inner.add("%s AS %s".formatted(name, itself));
      outer.add("%s AS %s".formatted(itself, name));
      if (!isHidden(column)) {
        inner.add("%s AS %s".formatted(readable, name));
      }
    }
    table
        .computed()
        .forEach(
            column ->
                outer.add("%s AS %s".formatted(value(column), Sql.identifier(column.name()))));
    table.where().ifPresent(where -> outer.add("(\n%s\n) AS %s".formatted(where, MATCHES)));
    return SqlTemplate.of(SUBQUERY)
        .with("columns", String.join(", ", outer))
        .with("readable", String.join(", ", inner))
        .with("relation", relation)
        .with("row", OF_A_ROW)
        .sql();
  }

  /**
   * Returns a query for rows that pass the filter and meet a condition on {@code r}.
   *
   * @param columns the expressions to select
   */
  public String select(String columns, String condition) {
    return SqlTemplate.of("SELECT {columns} FROM {rows} WHERE {condition}")
        .with("columns", columns)
        .with("rows", from())
        .with("condition", matching(condition))
        .sql();
  }

  /** Returns the value of an expression. It stands on lines of its own. */
  static String value(ComputedColumn column) {
    return "CAST((\n%s\n) AS %s)".formatted(column.expression(), column.type());
  }

  /** Returns the columns of the heap table that {@link #from(String)} reads. */
  public List<String> names() {
    return copyable().stream().map(Column::name).toList();
  }

  /** Returns the condition on {@code r} that a row passes the filter. */
  public String matching() {
    return areFiltered() ? "r." + MATCHES : "true";
  }

  /** Returns the condition that a row passes the filter and meets another condition. */
  public String matching(String condition) {
    return areFiltered() ? "(%s) AND %s".formatted(condition, matching()) : condition;
  }

  /** Returns the columns that the filter sees, as expressions with their names. */
  List<String> readable() {
    return copyable().stream()
        .filter(column -> !isHidden(column))
        .map(
            column -> {
              String name = Sql.identifier(column.name());
              return "%s AS %s".formatted(column.readable(name), name);
            })
        .toList();
  }

  /** The subquery has columns with our prefix, so that the table's own ones are left out. */
  private List<Column> copyable() {
    return columns.heap().values().stream()
        .filter(column -> !column.name().startsWith(TableColumns.RESERVED))
        .toList();
  }

  /** Copies, or our triggers, write the column of the tracking. A filter must not depend on it. */
  private boolean isHidden(Column column) {
    Kind kind = table.tracking().kind();
    return (kind == Kind.XID || kind == Kind.MARKER)
        && table.tracking().column().filter(column.name()::equals).isPresent();
  }
}
