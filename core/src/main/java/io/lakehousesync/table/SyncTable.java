package io.lakehousesync.table;

import io.lakehousesync.text.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One table to keep in sync: its heap table, its Iceberg table, and how changed rows are found and
 * written. Immutable: each method that sets something returns a changed copy. Two tables are equal
 * if all their settings are equal.
 */
public final class SyncTable {
  private final TableName source;
  private final TableName target;
  private final ChangeTracking tracking;
  private final @Nullable WriteMode mode;
  private final Deletes deletes;
  private final List<String> key;
  private final List<String> columns;
  private final List<String> excluded;
  private final List<ComputedColumn> computed;
  private final @Nullable String where;
  private final @Nullable String catalogName;
  private final SchemaEvolution schemaEvolution;
  private final @Nullable Duration interval;
  private final Duration freshnessTarget;

  private SyncTable(Draft draft) {
    source = draft.source;
    target = draft.target;
    tracking = Objects.requireNonNull(draft.tracking, "tracking");
    mode = draft.mode;
    deletes = Objects.requireNonNull(draft.deletes, "deletes");
    key = List.copyOf(draft.key);
    columns = List.copyOf(draft.columns);
    excluded = List.copyOf(draft.excluded);
    computed = List.copyOf(draft.computed);
    where = draft.where;
    catalogName = draft.catalogName;
    schemaEvolution = Objects.requireNonNull(draft.schemaEvolution, "schemaEvolution");
    interval = draft.interval;
    freshnessTarget = Objects.requireNonNull(draft.freshnessTarget, "freshnessTarget");
    if (source.equals(target)) {
      throw new IllegalArgumentException("table " + source + " cannot be synced into itself");
    }
    if (catalogName != null && catalogName.isEmpty()) {
      throw new IllegalArgumentException("the catalog name of table " + source + " is empty");
    }
    if (!columns.isEmpty() && !columns.containsAll(key)) {
      throw new IllegalArgumentException(
          "the key %s of table %s is not among the columns to copy, %s"
              .formatted(key, source, columns));
    }
    excluded.forEach(this::requireExcludable);
    computed.forEach(column -> requireComputable(column.name()));
    if (where != null) {
      ExpressionText.require("the filter of table " + source, where);
    }
    if (interval != null && (interval.isNegative() || interval.isZero())) {
      throw new IllegalArgumentException("the interval must be positive, got " + interval);
    }
    if (freshnessTarget.isNegative()) {
      throw new IllegalArgumentException(
          "the freshness target must not be negative, got " + freshnessTarget);
    }
  }

  /**
   * Returns a table with the default settings: the heap table is tracked by transaction id. If the
   * heap table has a key, the Iceberg table is kept equal to the heap table. Without a key, changed
   * rows are appended. The other methods change the settings.
   *
   * @param source the heap table, in the form that {@link TableName#parse} reads
   * @param target the Iceberg table of the same database, in the same form
   * @throws IllegalArgumentException if a name cannot be read, or both names are the same
   */
  public static SyncTable of(String source, String target) {
    return of(TableName.parse(source), TableName.parse(target));
  }

  /**
   * Returns a table with the same default settings as {@link #of(String, String)}.
   *
   * @throws IllegalArgumentException if both names are the same
   */
  public static SyncTable of(TableName source, TableName target) {
    return new SyncTable(new Draft(source, target));
  }

  /** Returns the heap table. */
  public TableName source() {
    return source;
  }

  /** Returns the Iceberg table. */
  public TableName target() {
    return target;
  }

  /** Returns how changed rows are found. */
  public ChangeTracking tracking() {
    return tracking;
  }

  /** Sets how changed rows are found. Default: {@link ChangeTracking#xid()}. */
  public SyncTable tracking(ChangeTracking tracking) {
    return with(draft -> draft.tracking = tracking);
  }

  /**
   * Returns how rows are written; empty if no mode is set. Then the default of {@link
   * #mode(WriteMode)} applies.
   */
  public Optional<WriteMode> mode() {
    return Optional.ofNullable(mode);
  }

  /**
   * Sets how rows are written. Default: {@link WriteMode#UPSERT} if the table has a {@link #key},
   * otherwise {@link WriteMode#APPEND}. With {@link ChangeTracking#ordered}, the default is APPEND.
   */
  public SyncTable mode(WriteMode mode) {
    return with(draft -> draft.mode = Objects.requireNonNull(mode, "mode"));
  }

  /** Returns what happens to rows that the heap table no longer has. */
  public Deletes deletes() {
    return deletes;
  }

  /**
   * Sets what happens to rows that the heap table no longer has. Default: {@link Deletes#APPLY}.
   */
  public SyncTable deletes(Deletes deletes) {
    return with(draft -> draft.deletes = deletes);
  }

  /** Returns the columns that identify a row. An empty list means the heap table's primary key. */
  public List<String> key() {
    return key;
  }

  /**
   * Sets the columns that identify a row, as PostgreSQL's system catalog spells them. Default: the
   * heap table's primary key.
   *
   * @throws IllegalArgumentException if a key column is not among the columns to copy
   */
  public SyncTable key(String... key) {
    return with(draft -> draft.key = List.of(key));
  }

  /**
   * Returns the columns to copy. An empty list means the default of {@link #columns(String...)}.
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * Sets the columns to copy, as PostgreSQL's system catalog spells them. Default: all columns of
   * the heap table except those that serve the tracking.
   *
   * @throws IllegalArgumentException if a key column is not among these columns
   */
  public SyncTable columns(String... columns) {
    return with(draft -> draft.columns = List.of(columns));
  }

  /** Returns the columns that are not copied, of those that {@link #columns()} would copy. */
  public List<String> excluded() {
    return excluded;
  }

  /**
   * Leaves out columns of the heap table, as PostgreSQL's system catalog spells them: the Iceberg
   * table does not have them. Default: none. A {@linkplain #where condition} may use them. Calling
   * this again replaces the columns.
   *
   * <p>If the Iceberg table has such a column, for example because it was copied before, copies
   * stop until the column is dropped there.
   *
   * @throws IllegalArgumentException if one of them is a key column, or among the columns to copy
   */
  public SyncTable without(String... columns) {
    return with(draft -> draft.excluded = List.of(columns));
  }

  /**
   * Returns whether a column is to be copied, according to {@link #columns()}, {@link #excluded()}
   * and {@link #computed()}. Columns that serve the tracking are copied only if the Iceberg table
   * has them.
   */
  public boolean copies(String column) {
    return computes(column)
        || ((columns.isEmpty() || columns.contains(column)) && !excluded.contains(column));
  }

  /** Returns the columns whose values are expressions, in the order in which they were set. */
  public List<ComputedColumn> computed() {
    return computed;
  }

  /** Returns whether the values of a column of the Iceberg table are an expression. */
  public boolean computes(String column) {
    return computed.stream().anyMatch(one -> one.name().equals(column));
  }

  /**
   * Gives the Iceberg table a column whose value is an SQL expression on the columns of the heap
   * table, such as {@code encode(sha256(email::bytea), 'hex')} or the constant {@code 'eu-1'}. If
   * the heap table has a column of this name, the expression replaces it, and may use it. Default:
   * none. Calling this again with the same name replaces the expression.
   *
   * <p>The same rules hold as for a {@linkplain #where condition}: only functions of PostgreSQL
   * that are IMMUTABLE, no subqueries, and values of user-defined types are texts. Otherwise a
   * verification would find differences in rows that were not changed. If an expression is added,
   * changed or removed after rows were copied, copies stop until a {@linkplain
   * io.lakehousesync.postgres.PgLakeSetup#newBaseline new baseline}.
   *
   * <p>If the expression fails for a row, for example by a division by zero, the copies of the
   * table stop.
   *
   * @param name the name in the Iceberg table, as PostgreSQL's system catalog spells it
   * @param type the type in the Iceberg table: {@code text}, {@code boolean}, {@code smallint},
   *     {@code integer}, {@code bigint}, {@code real}, {@code double precision}, {@code
   *     numeric(precision, scale)}, {@code date}, {@code timestamp}, {@code timestamptz}, {@code
   *     uuid}, {@code bytea} or {@code jsonb}. The value is cast to it
   * @throws IllegalArgumentException if the column belongs to the key or serves the tracking, the
   *     text is not a single expression, or the type is not one of these
   */
  public SyncTable column(String name, String expression, String type) {
    ComputedColumn column = new ComputedColumn(source, name, expression, type);
    return with(
        draft ->
            draft.computed =
                Stream.concat(
                        computed.stream().filter(one -> !one.name().equals(name)),
                        Stream.of(column))
                    .toList());
  }

  /** Returns the condition that rows must meet to be copied; empty if all rows are copied. */
  public Optional<String> where() {
    return Optional.ofNullable(where);
  }

  /**
   * Copies only the rows of the heap table that meet a condition, such as {@code deleted_at IS NULL
   * AND region = 'EU'}. Default: all rows are copied. A row for which the condition is null does
   * not meet it.
   *
   * <p>For the Iceberg table, a row that does not meet the condition is a row that the heap table
   * does not have: with {@link WriteMode#UPSERT}, a row that ceases to meet the condition is
   * deleted. With {@link WriteMode#APPEND}, a row is appended if it meets the condition when it is
   * copied, and stays.
   *
   * <p>The condition is an SQL expression on the columns of the heap table, without their table's
   * name. It may use only functions and operators of PostgreSQL that are IMMUTABLE, because
   * otherwise rows would meet the condition, or cease to, without being changed. It cannot have
   * subqueries. Values of enums and other user-defined types are texts in it. The {@linkplain
   * #tracking column of the tracking} by {@code xid} or {@code marker} is not available.
   *
   * <p>If the condition is changed after rows were copied, copies stop until a {@linkplain
   * io.lakehousesync.postgres.PgLakeSetup#newBaseline new baseline}.
   *
   * @throws IllegalArgumentException if the text is not a single expression: for example, if it has
   *     a comment, a semicolon, or a parenthesis without its partner
   */
  public SyncTable where(String condition) {
    return with(draft -> draft.where = Objects.requireNonNull(condition, "condition").strip());
  }

  /** Returns the table's name in the catalog; empty if the refresher derives it. */
  public Optional<String> catalogName() {
    return Optional.ofNullable(catalogName);
  }

  /**
   * Sets the table's name in the catalog. Default: the refresher derives it from the Iceberg
   * table's name.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  public SyncTable catalogName(String catalogName) {
    return with(draft -> draft.catalogName = Objects.requireNonNull(catalogName, "catalogName"));
  }

  /** Returns which changes of columns are also made in the Iceberg table. */
  public SchemaEvolution schemaEvolution() {
    return schemaEvolution;
  }

  /**
   * Sets which changes of the heap table's columns are also made in the Iceberg table. Default:
   * {@link SchemaEvolution#ADDITIVE}.
   */
  public SyncTable schemaEvolution(SchemaEvolution schemaEvolution) {
    return with(draft -> draft.schemaEvolution = schemaEvolution);
  }

  /**
   * Returns the time between two checks for changes; empty if the table uses the interval of the
   * sync.
   */
  public Optional<Duration> interval() {
    return Optional.ofNullable(interval);
  }

  /**
   * Sets the time between two checks of this table for changes. Default: the interval that is
   * passed to {@link io.lakehousesync.LakehouseSync#start}.
   *
   * @throws IllegalArgumentException if the interval is not positive
   */
  public SyncTable interval(Duration interval) {
    return with(draft -> draft.interval = Objects.requireNonNull(interval, "interval"));
  }

  /** Returns how stale the catalog may become before waiting rows are copied. */
  public Duration freshnessTarget() {
    return freshnessTarget;
  }

  /**
   * Sets how stale the catalog may become before waiting rows are copied. In the runs of {@link
   * io.lakehousesync.LakehouseSync#start}, new rows wait as long as this target allows, so that
   * they are committed together. This makes fewer and larger files, and fewer refreshes. Default:
   * zero. Then new rows are copied at each check.
   *
   * @throws IllegalArgumentException if the target is negative
   */
  public SyncTable freshnessTarget(Duration freshnessTarget) {
    return with(draft -> draft.freshnessTarget = freshnessTarget);
  }

  /**
   * Returns the conflicts between these tables: for each pair of tables that cannot be synced
   * together, the reason and what to do. Empty if all tables can be synced together.
   *
   * @see ChangeTracking#servesOneTarget()
   */
  public static List<String> conflicts(List<SyncTable> tables) {
    List<String> conflicts = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      for (SyncTable later : tables.subList(i + 1, tables.size())) {
        if (tables.get(i).usesUpChangesOf(later)) {
          conflicts.add(tables.get(i).conflictWith(later));
        }
      }
    }
    return conflicts;
  }

  private boolean usesUpChangesOf(SyncTable other) {
    return source.equals(other.source)
        && !target.equals(other.target)
        && tracking.kind() == other.tracking.kind()
        && tracking.servesOneTarget();
  }

  private String conflictWith(SyncTable other) {
    return ("%s cannot be copied into both %s and %s with %s tracking: a change that was copied into"
            + " one of them is lost for the other. Track one of them by xid(), or remove it.")
        .formatted(source, target, other.target, tracking.kind().id());
  }

  private void requireExcludable(String column) {
    if (key.contains(column)) {
      throw new IllegalArgumentException(
          "column %s of table %s is excluded, but it belongs to the key %s"
              .formatted(column, source, key));
    }
    if (columns.contains(column)) {
      throw new IllegalArgumentException(
          "column %s of table %s is excluded, but it is among the columns to copy, %s"
              .formatted(column, source, columns));
    }
  }

  private void requireComputable(String column) {
    if (key.contains(column) || tracking.column().filter(column::equals).isPresent()) {
      throw new IllegalArgumentException(
          "column %s of table %s is an expression, but it %s"
              .formatted(
                  column,
                  source,
                  key.contains(column) ? "belongs to the key " + key : "serves the tracking"));
    }
    if (excluded.contains(column)) {
      throw new IllegalArgumentException(
          "column %s of table %s is an expression, and is excluded too".formatted(column, source));
    }
  }

  private SyncTable with(Consumer<Draft> change) {
    Draft draft = new Draft(source, target);
    draft.tracking = tracking;
    draft.mode = mode;
    draft.deletes = deletes;
    draft.key = key;
    draft.columns = columns;
    draft.excluded = excluded;
    draft.computed = computed;
    draft.where = where;
    draft.catalogName = catalogName;
    draft.schemaEvolution = schemaEvolution;
    draft.interval = interval;
    draft.freshnessTarget = freshnessTarget;
    change.accept(draft);
    return new SyncTable(draft);
  }

  /** The settings of a new table, with their defaults. */
  private static final class Draft {
    private final TableName source;
    private final TableName target;
    private ChangeTracking tracking = ChangeTracking.xid();
    private @Nullable WriteMode mode;
    private Deletes deletes = Deletes.APPLY;
    private List<String> key = List.of();
    private List<String> columns = List.of();
    private List<String> excluded = List.of();
    private List<ComputedColumn> computed = List.of();
    private @Nullable String where;
    private @Nullable String catalogName;
    private SchemaEvolution schemaEvolution = SchemaEvolution.ADDITIVE;
    private @Nullable Duration interval;
    private Duration freshnessTarget = Duration.ZERO;

    Draft(TableName source, TableName target) {
      this.source = Objects.requireNonNull(source, "source");
      this.target = Objects.requireNonNull(target, "target");
    }
  }

  private List<Object> settings() {
    return List.of(
        source,
        target,
        tracking,
        mode(),
        deletes,
        key,
        columns,
        excluded,
        computed,
        where(),
        catalogName(),
        schemaEvolution,
        interval(),
        freshnessTarget);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SyncTable table && settings().equals(table.settings()));
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, target);
  }

  /** Returns the source and the target for a log line, with control characters as escapes. */
  @Override
  public String toString() {
    return Printable.escape(source + " -> " + target);
  }
}
