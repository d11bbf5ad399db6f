package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.OwnTrigger.Fires;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement.Code;
import io.lakehousesync.postgres.internal.schema.Column;
import io.lakehousesync.postgres.internal.schema.HeapIndex;
import io.lakehousesync.postgres.internal.schema.HeapTriggers;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Blocks;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Our objects on a heap table that is tracked by transaction id. {@link XidFunctions} has the
 * functions that the triggers call.
 *
 * <p>The triggers that set the tracking column fire after all other BEFORE triggers, because their
 * names sort last.
 *
 * <p>The triggers must also fire for the rows that a subscription writes. Therefore they are
 * enabled ALWAYS. Deletes from an ordinary table are an exception, for which there are two
 * triggers. A statement trigger fires in ordinary sessions, because it is cheaper than a row
 * trigger. But it does not fire for deletes by a subscription. For these deletes, a row trigger
 * fires, and only in replica sessions.
 *
 * <p>For deletes, a partitioned table has only the row trigger, because a statement trigger does
 * not fire if a statement names a partition. For the same reason, an ordinary table with a
 * statement trigger must not become a partition or a child of another table. To make PostgreSQL
 * refuse such a change, the row trigger of an ordinary table has a transition table. PostgreSQL
 * does not allow transition tables in row triggers of partitions and children.
 */
public record XidObjects(SyncTable table, TableColumns columns, String column) {
  private static final String DELETE = "lakehouse_sync_xid_delete";
  private static final String CHANGED_KEY = "lakehouse_sync_xid_key";

  /** The prefix of the triggers that set the tracking column. */
  private static final String STAMPS = "zz_lakehouse_sync_";

  private static final String STAMP_OF_INSERTS = STAMPS + "insert";

  /**
   * Types whose equal values have the same text. PostgreSQL compares such values faster than texts.
   */
  private static final Set<String> EQUAL_IS_IDENTICAL =
      Set.of("smallint", "integer", "bigint", "uuid", "date", "boolean");

  private static final String TRIGGER =
      """
      CREATE OR REPLACE TRIGGER {trigger} {event} ON {heap} {clauses}
        EXECUTE FUNCTION {function}()""";

  /** Returns the name of the table of tombstones, qualified. */
  public String tombstones() {
    return functions().tombstones();
  }

  /** Returns the columns of the table of tombstones that hold the key, in the order of the key. */
  public List<String> keyColumns() {
    return functions().keyColumns();
  }

  private XidFunctions functions() {
    return new XidFunctions(table, columns, column);
  }

  /** Returns whether deleted rows of the heap table have to be deleted from the Iceberg table. */
  public static boolean appliesDeletes(SyncTable table, TableColumns columns) {
    return table.deletes() == Deletes.APPLY && columns.mode(table) == WriteMode.UPSERT;
  }

  private List<OwnTrigger> triggers() {
    List<OwnTrigger> triggers = new ArrayList<>();
    triggers.add(stampOfInserts());
    triggers.add(trigger(STAMPS + "update", "BEFORE UPDATE", "FOR EACH ROW", Fires.ALWAYS));
    if (appliesDeletes(table, columns)) {
      triggers.add(changedKeys());
      if (columns.ownTriggers().partitioned()) {
        triggers.add(trigger(DELETE, "AFTER DELETE", "FOR EACH ROW", Fires.ALWAYS));
      } else {
        triggers.add(
            trigger(
                DELETE,
                "AFTER DELETE",
                "REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT",
                Fires.IN_ORDINARY_SESSIONS));
        triggers.add(
            trigger(
                DELETE + "_replica",
                "AFTER DELETE",
                "REFERENCING OLD TABLE AS old_rows FOR EACH ROW",
                Fires.IN_REPLICA_SESSIONS));
      }
    }
    // A TRUNCATE of a partition fires no trigger of the partitioned table. The copy sees that the
    // partition has a new file.
    if (table.deletes() == Deletes.APPLY && !columns.ownTriggers().partitioned()) {
      triggers.add(
          trigger(
              "lakehouse_sync_xid_truncate", "AFTER TRUNCATE", "FOR EACH STATEMENT", Fires.ALWAYS));
    }
    return triggers;
  }

  /**
   * Returns the trigger that stores the old key of a row whose key changes. The condition of the
   * trigger names the key columns. Therefore PostgreSQL refuses to change the types of these
   * columns. This refusal protects the application: after a change of a type, the removal function
   * would fail in sessions that have cached its plans with the old type.
   */
  private OwnTrigger changedKeys() {
    return trigger(
        CHANGED_KEY,
        "AFTER UPDATE",
        "FOR EACH ROW WHEN (%s)"
            .formatted(key().stream().map(this::changed).collect(Collectors.joining(" OR "))),
        Fires.ALWAYS);
  }

  /**
   * Returns the trigger for inserted rows. The column's default already has the right id. The
   * trigger only fires if the INSERT sets the column to another id.
   */
  private OwnTrigger stampOfInserts() {
    return trigger(
        STAMP_OF_INSERTS,
        "BEFORE INSERT",
        "FOR EACH ROW WHEN (NEW.%s IS DISTINCT FROM pg_catalog.pg_current_xact_id())"
            .formatted(Sql.identifier(column)),
        Fires.ALWAYS);
  }

  /**
   * Returns a trigger.
   *
   * @param clauses the part of CREATE TRIGGER between the table and EXECUTE
   */
  private OwnTrigger trigger(String name, String event, String clauses, Fires fires) {
    return new OwnTrigger(
        name,
        fires,
        SqlTemplate.of(TRIGGER)
            .with("trigger", name)
            .with("event", event)
            .with("heap", heap())
            .with("clauses", clauses)
            .with("function", calledBy(name))
            .sql());
  }

  private String calledBy(String trigger) {
    return trigger.startsWith(STAMPS) ? functions().stamp() : tombstones();
  }

  /** Returns why triggers cannot capture all changes of the heap table; empty if they can. */
  public List<String> uncaptured() {
    return columns.capture().uncaptured().stream()
        .map(
            why ->
                "%s %s: its changes cannot be captured. Remove this cause, or use another tracking."
                    .formatted(table.source(), why))
        .toList();
  }

  /** Returns what the function, the table of tombstones and the triggers lack. */
  public List<UnmetRequirement> unmet() {
    List<UnmetRequirement> unmet = new ArrayList<>();
    if (!columns.heap().keySet().containsAll(key())) {
      return unmet; // TableColumns reports a key that does not exist.
    }
    List<SetupStatement> missing = functions().missing();
    if (!missing.isEmpty()) {
      unmet.add(
          UnmetRequirement.error(
              Code.CAPTURE_MISSING,
              "A function or the table %s of %s is missing, belongs to another key, or some writers lack the privilege to use it. Changes are lost, or writes fail."
                  .formatted(tombstones(), table.source()),
              missing));
    }
    triggers().forEach(trigger -> unmet(trigger).ifPresent(unmet::add));
    return unmet;
  }

  private Optional<UnmetRequirement> unmet(OwnTrigger wanted) {
    String effect = "which creates it again; the next copy then replaces all rows.";
    Optional<String> outdated =
        columns.ownTriggers().find(wanted.name()).flatMap(found -> outdated(wanted, found));
    return outdated.isPresent()
        ? Optional.of(
            UnmetRequirement.error(
                Code.TRIGGER_OUTDATED,
                "Trigger %s on %s %s: changes are lost."
                    .formatted(wanted.name(), table.source(), outdated.get()),
                effect,
                List.of(wanted.setup(table))))
        : wanted.unmet(table, columns, "changes are lost", effect);
  }

  /**
   * Returns why a trigger of ours has to be replaced. After a restore, the trigger may still call
   * the function of the dumped table. After a change of the key or of the tracking column, the
   * condition of the trigger may name the earlier columns.
   */
  private Optional<String> outdated(OwnTrigger wanted, HeapTriggers.Trigger found) {
    if (!found.functionName().equals(calledBy(wanted.name()))) {
      return Optional.of("calls another function than " + calledBy(wanted.name()));
    }
    List<String> checked =
        switch (wanted.name()) {
          case CHANGED_KEY -> key();
          case STAMP_OF_INSERTS -> List.of(column);
          default -> List.of();
        };
    return found.condition().equals(numbers(checked))
        ? Optional.empty()
        : Optional.of("checks other columns");
  }

  private String numbers(List<String> names) {
    return names.stream()
        .flatMap(name -> Stream.ofNullable(columns.heap().get(name)))
        .map(Column::number)
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  /** Returns the statement that adds the tracking column. */
  public SetupStatement addColumn() {
    return new HeapObjects(Kind.XID, table, columns)
        .addColumn(column, "xid8 NOT NULL DEFAULT pg_current_xact_id()");
  }

  /**
   * Returns whether the table needs an index on the tracking column. A small table needs none,
   * because with the index, PostgreSQL could not use heap-only tuples for updates. If the index
   * already exists, this method returns true, so that the set-up rebuilds an invalid index.
   */
  public boolean needsIndex() {
    return columns.capture().large()
        || columns.indexes().contains(HeapObjects.index(Kind.XID, columns.heapOid()));
  }

  /** Returns the index on transaction id and key. */
  public HeapIndex index() {
    return new HeapObjects(Kind.XID, table, columns)
        .index(
            Stream.concat(Stream.of(column), key().stream()).distinct().toList(), Optional.empty());
  }

  /**
   * Returns the statements that give every row a new transaction id, without rewriting the table
   * and without firing the application's triggers. They are needed if rows came from another
   * cluster, and have ids that this cluster has not reached. The statements also drop the index on
   * the ids.
   */
  public List<SetupStatement> renumber() {
    OwnTrigger stamp = stampOfInserts();
    return List.of(
        statement(
                "trigger " + stamp.name(),
                "DROP TRIGGER IF EXISTS %s ON %s".formatted(stamp.name(), heap()))
            .blocking(Blocks.EVERYONE),
        statement(
                "column " + column,
                "ALTER TABLE %s DROP COLUMN %s".formatted(heap(), Sql.identifier(column)))
            .blocking(Blocks.EVERYONE),
        addColumn(),
        stamp.setup(table));
  }

  /** Returns the statement that deletes tombstones with ids that this cluster has not reached. */
  public SetupStatement forgetFuture() {
    return statement(
        "tombstones from another cluster",
        "DELETE FROM %s WHERE sync_xid >= pg_snapshot_xmax(pg_current_snapshot())"
            .formatted(tombstones()));
  }

  /**
   * Returns the condition that is true if an update changes this column of the key. For most types
   * the condition compares both values and texts. Equal values may have different texts, such as
   * 1.0 and 1.00, or texts that differ in case. With some settings of the session, different
   * floating-point numbers may have the same text.
   */
  private String changed(String name) {
    String now = "NEW." + Sql.identifier(name);
    String before = "OLD." + Sql.identifier(name);
    String changed = "%s IS DISTINCT FROM %s".formatted(now, before);
    return EQUAL_IS_IDENTICAL.contains(columns.heapType(name))
        ? changed
        : changed
            + " OR %s COLLATE \"C\" IS DISTINCT FROM %s COLLATE \"C\""
                .formatted(columns.text(name, now), columns.text(name, before));
  }

  private List<String> key() {
    return columns.key(table);
  }

  private String heap() {
    return Sql.table(table.source());
  }

  private SetupStatement statement(String what, String sql) {
    return new SetupStatement("%s of %s".formatted(what, table.source()), sql);
  }
}
