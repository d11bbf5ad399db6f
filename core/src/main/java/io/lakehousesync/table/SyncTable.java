package io.lakehousesync.table;

import io.lakehousesync.text.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
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

  private SyncTable with(Consumer<Draft> change) {
    Draft draft = new Draft(source, target);
    draft.tracking = tracking;
    draft.mode = mode;
    draft.deletes = deletes;
    draft.key = key;
    draft.columns = columns;
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
