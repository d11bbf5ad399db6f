package io.lakehousesync.config;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.Pace;
import io.lakehousesync.SchemaEvolution;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.WriteMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys of a table, and the table that they describe. */
final class TableKeys {
  private enum Tracking {
    XID,
    MARKER,
    ORDERED,
    QUEUE,
    COMPARE
  }

  private static final String A_TABLE =
      "a name such as table, schema.table or \"Schema\".\"Table\"";

  private static final Key<TableName> SOURCE =
      Key.of(
          name("source"), A_TABLE, TableName::parse, "the heap table; unless set, `<name>` itself");
  static final Key<TableName> TARGET =
      Key.of(name("target"), A_TABLE, TableName::parse, "the Iceberg table").required();
  private static final Key<Tracking> TRACKING =
      Key.choice(
              name("tracking"),
              Tracking.class,
              "how new rows are found: `xid`, `marker`, `ordered`, `queue` or `compare`")
          .orElse("xid");
  private static final Key<String> COLUMN =
      Key.text(
          name("column"),
          "the column of the tracking: needed by `marker` and `ordered`, `sync_xid` unless set for"
              + " `xid`");
  private static final Key<List<String>> KEY =
      Key.names(
          name("key"), "the columns that identify a row; unless set, those of the primary key");
  private static final Key<WriteMode> MODE =
      Key.choice(name("mode"), WriteMode.class, "how changes are written: `append` or `upsert`")
          .orElse("append");
  private static final Key<List<String>> COLUMNS =
      Key.names(name("columns"), "the columns to copy; unless set, all");
  private static final Key<String> CATALOG_NAME =
      Key.text(
          name("catalog-name"),
          "the table's name in the catalog; unless set, it follows from the Iceberg table's");
  private static final Key<SchemaEvolution> SCHEMA_EVOLUTION =
      Key.choice(
              name("schema-evolution"),
              SchemaEvolution.class,
              "which changes of columns are followed: `additive` or `full`")
          .orElse("additive");
  private static final Key<Duration> INTERVAL =
      Key.duration(name("interval"), "how often it is looked at, instead of `sync.interval`");
  private static final Key<Duration> FRESHNESS_TARGET =
      Key.duration(
          name("freshness-target"),
          "how old the catalog may become, so that rows are copied together; unless set, they are"
              + " copied at each look");

  static final List<Key<?>> ALL =
      List.of(
          SOURCE,
          TARGET,
          TRACKING,
          COLUMN,
          KEY,
          MODE,
          COLUMNS,
          CATALOG_NAME,
          SCHEMA_EVOLUTION,
          INTERVAL,
          FRESHNESS_TARGET);

  private TableKeys() {}

  private static String name(String attribute) {
    return "table." + Key.TABLE + "." + attribute;
  }

  /**
   * The table.
   *
   * @param name its name in the configuration
   * @param settings those of the table
   * @throws IllegalArgumentException if the settings contradict each other; the message is a
   *     problem
   */
  static SyncTable table(String name, Settings settings) {
    try {
      return new SyncTable(
          source(name, settings),
          settings.get(TARGET),
          tracking(settings),
          mode(settings),
          settings.find(KEY).orElse(List.of()),
          settings.find(COLUMNS).orElse(List.of()),
          settings.find(CATALOG_NAME),
          settings.get(SCHEMA_EVOLUTION),
          new Pace(settings.find(INTERVAL), settings.find(FRESHNESS_TARGET).orElse(Duration.ZERO)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("table.%s: %s.".formatted(name, e.getMessage()), e);
    }
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
                    "'%s' is not the name of a table, so %s is needed"
                        .formatted(name, settings.nameOf(SOURCE)),
                    e);
              }
            });
  }

  private static ChangeTracking tracking(Settings settings) {
    Tracking kind = settings.get(TRACKING);
    Optional<String> column = settings.find(COLUMN);
    return switch (kind) {
      case XID -> column.map(ChangeTracking::xid).orElseGet(ChangeTracking::xid);
      case MARKER -> ChangeTracking.marker(needed(kind, column, settings));
      case ORDERED -> ChangeTracking.ordered(needed(kind, column, settings));
      case QUEUE -> without(kind, column, ChangeTracking.queue(), settings);
      case COMPARE -> without(kind, column, ChangeTracking.comparison(), settings);
    };
  }

  private static WriteMode mode(Settings settings) {
    Tracking kind = settings.get(TRACKING);
    WriteMode mode = settings.get(MODE);
    if (kind == Tracking.QUEUE && mode != WriteMode.UPSERT) {
      throw new IllegalArgumentException(
          "%s=queue captures updates and deletes, which need %s=upsert"
              .formatted(settings.nameOf(TRACKING), settings.nameOf(MODE)));
    }
    if (kind == Tracking.ORDERED && mode == WriteMode.UPSERT) {
      throw new IllegalArgumentException(
          "%s=ordered captures inserts only, so that there is nothing to upsert: leave %s out"
              .formatted(settings.nameOf(TRACKING), settings.nameOf(MODE)));
    }
    return mode;
  }

  private static String needed(Tracking kind, Optional<String> column, Settings settings) {
    return column.orElseThrow(
        () ->
            new IllegalArgumentException(
                "%s=%s needs %s"
                    .formatted(settings.nameOf(TRACKING), word(kind), settings.nameOf(COLUMN))));
  }

  private static ChangeTracking without(
      Tracking kind, Optional<String> column, ChangeTracking tracking, Settings settings) {
    if (column.isPresent()) {
      throw new IllegalArgumentException(
          "%s has no effect with %s=%s: leave it out"
              .formatted(settings.nameOf(COLUMN), settings.nameOf(TRACKING), word(kind)));
    }
    return tracking;
  }

  private static String word(Tracking kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
