package io.lakehousesync.config;

import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The keys of a table. */
final class TableKeys {
  static final String A_TABLE = "a name such as table, schema.table or \"Schema\".\"Table\"";

  private static final Key<TableName> SOURCE =
      Key.of(name("source"), A_TABLE, TableName::parse, "the heap table; if not set, `<name>`");
  static final Key<TableName> TARGET =
      Key.of(name("target"), A_TABLE, TableName::parse, "the Iceberg table").required();
  private static final Key<Kind> TRACKING =
      Key.choice(
              name("tracking"),
              Kind.class,
              "how changed rows are found: `xid`, `marker`, `ordered`, `queue` or `comparison`")
          .orElse("xid");
  private static final Key<String> COLUMN =
      Key.text(
          name("column"),
          "the column of the tracking; required for `marker` and `ordered`; if not set, `xid` uses"
              + " `sync_xid`");
  private static final Key<List<String>> KEY =
      Key.names(
          name("key"), "the columns that identify a row; if not set, those of the primary key");
  private static final Key<WriteMode> MODE =
      Key.choice(
          name("mode"),
          WriteMode.class,
          "how changes are written: `append` or `upsert`; if not set, `upsert` for a table with a"
              + " key");
  private static final Key<Deletes> DELETES =
      Key.choice(
              name("deletes"),
              Deletes.class,
              "what happens to rows that the heap table no longer has: `apply` deletes them, `keep`"
                  + " makes the Iceberg table an archive")
          .orElse("apply");
  private static final Key<List<String>> COLUMNS =
      Key.names(name("columns"), "the columns to copy; if not set, all");
  private static final Key<List<String>> EXCLUDE_COLUMNS =
      Key.names(
          name("exclude-columns"),
          "the columns of the heap table that the Iceberg table does not get; if not set, none");
  private static final Key<String> WHERE =
      Key.text(
          name("where"),
          "an SQL condition on the columns of the heap table, such as `deleted_at IS NULL`: only rows"
              + " that meet it are copied; if not set, all rows");
  private static final Key<List<ColumnExpressions.Column>> EXPRESSIONS =
      Key.of(
          name("expressions"),
          ColumnExpressions.FORM,
          ColumnExpressions::parse,
          "columns of the Iceberg table whose values are SQL expressions; if not set, none");
  private static final Key<String> CATALOG_NAME =
      Key.text(
          name("catalog-name"),
          "the table's name in the catalog; if not set, derived from the Iceberg table's name");
  private static final Key<SchemaEvolution> SCHEMA_EVOLUTION =
      Key.choice(
              name("schema-evolution"),
              SchemaEvolution.class,
              "which changes of columns the Iceberg table follows: `additive` or `full`")
          .orElse("additive");
  private static final Key<Duration> INTERVAL =
      Key.duration(
          name("interval"),
          "how often the table is checked for changes; if not set, `sync.interval`");
  private static final Key<Duration> FRESHNESS_TARGET =
      Key.duration(
          name("freshness-target"),
          "how stale the catalog may become before waiting rows are copied; if not set, rows are"
              + " copied at each check");

  static final List<Key<?>> ALL =
      List.of(
          SOURCE,
          TARGET,
          TRACKING,
          COLUMN,
          KEY,
          MODE,
          DELETES,
          COLUMNS,
          EXCLUDE_COLUMNS,
          WHERE,
          EXPRESSIONS,
          CATALOG_NAME,
          SCHEMA_EVOLUTION,
          INTERVAL,
          FRESHNESS_TARGET);

  private TableKeys() {}

  private static String name(String attribute) {
    return "table." + Key.TABLE + "." + attribute;
  }

  /**
   * Returns the table that the settings describe.
   *
   * @param name the table's name in the configuration
   * @param settings the settings for the table
   * @throws IllegalArgumentException if the settings contradict each other. The exception's message
   *     tells the user the problem
   */
  static SyncTable table(String name, Settings settings) {
    try {
      SyncTable table =
          SyncTable.of(source(name, settings), settings.get(TARGET))
              .tracking(tracking(settings))
              .deletes(settings.get(DELETES))
              .schemaEvolution(settings.get(SCHEMA_EVOLUTION));
      table = set(table, mode(settings), SyncTable::mode);
      table = set(table, settings.find(COLUMNS), (to, names) -> to.columns(array(names)));
      table = set(table, settings.find(KEY), (to, names) -> to.key(array(names)));
      table = set(table, settings.find(EXCLUDE_COLUMNS), (to, names) -> to.without(array(names)));
      table = set(table, settings.find(WHERE), SyncTable::where);
      table = set(table, settings.find(EXPRESSIONS), TableKeys::columns);
      table = set(table, settings.find(CATALOG_NAME), SyncTable::catalogName);
      table = set(table, settings.find(INTERVAL), SyncTable::interval);
      return set(table, settings.find(FRESHNESS_TARGET), SyncTable::freshnessTarget);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("table.%s: %s.".formatted(name, e.getMessage()), e);
    }
  }

  private static <T> SyncTable set(
      SyncTable table, Optional<T> value, BiFunction<SyncTable, T, SyncTable> setter) {
    return value.map(given -> setter.apply(table, given)).orElse(table);
  }

  private static SyncTable columns(SyncTable table, List<ColumnExpressions.Column> columns) {
    SyncTable all = table;
    for (ColumnExpressions.Column column : columns) {
      all = all.column(column.name(), column.expression(), column.type());
    }
    return all;
  }

  private static String[] array(List<String> names) {
    return names.toArray(String[]::new);
  }

  private static TableName source(String name, Settings settings) {
    return settings
        .find(SOURCE)
        .orElseGet(
            () -> {
              try {
                return TableName.parse(name);
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "'%s' is not a table name: set %s".formatted(name, settings.nameOf(SOURCE)), e);
              }
            });
  }

  private static ChangeTracking tracking(Settings settings) {
    Kind kind = settings.get(TRACKING);
    Optional<String> column = settings.find(COLUMN);
    return switch (kind) {
      case XID -> column.map(ChangeTracking::xid).orElseGet(ChangeTracking::xid);
      case MARKER -> ChangeTracking.marker(needed(kind, column, settings));
      case ORDERED -> ChangeTracking.ordered(needed(kind, column, settings));
      case QUEUE -> without(kind, column, ChangeTracking.queue(), settings);
      case COMPARISON -> without(kind, column, ChangeTracking.comparison(), settings);
    };
  }

  private static Optional<WriteMode> mode(Settings settings) {
    Kind kind = settings.get(TRACKING);
    Optional<WriteMode> mode = settings.find(MODE);
    if (kind == Kind.QUEUE && mode.equals(Optional.of(WriteMode.APPEND))) {
      throw new IllegalArgumentException(
          "%s=queue captures updates and deletes, which need %s=upsert"
              .formatted(settings.nameOf(TRACKING), settings.nameOf(MODE)));
    }
    if (kind == Kind.ORDERED && mode.equals(Optional.of(WriteMode.UPSERT))) {
      throw new IllegalArgumentException(
          "%s=ordered captures only inserts, which need no upsert: remove %s"
              .formatted(settings.nameOf(TRACKING), settings.nameOf(MODE)));
    }
    return mode;
  }

  private static String needed(Kind kind, Optional<String> column, Settings settings) {
    return column.orElseThrow(
        () ->
            new IllegalArgumentException(
                "%s=%s needs %s"
                    .formatted(settings.nameOf(TRACKING), word(kind), settings.nameOf(COLUMN))));
  }

  private static ChangeTracking without(
      Kind kind, Optional<String> column, ChangeTracking tracking, Settings settings) {
    if (column.isPresent()) {
      throw new IllegalArgumentException(
          "%s has no effect with %s=%s: remove it"
              .formatted(settings.nameOf(COLUMN), settings.nameOf(TRACKING), word(kind)));
    }
    return tracking;
  }

  private static String word(Kind kind) {
    return kind.id();
  }
}
