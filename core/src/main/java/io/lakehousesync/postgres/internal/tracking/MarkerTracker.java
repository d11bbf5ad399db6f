package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.HeapObjects;
import io.lakehousesync.postgres.internal.capture.MarkerObjects;
import io.lakehousesync.postgres.internal.capture.OwnTrigger;
import io.lakehousesync.postgres.internal.capture.TrackingRequirements;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement.Code;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapState;
import io.lakehousesync.postgres.internal.doctor.Check;
import io.lakehousesync.postgres.internal.doctor.PrivilegeChecks;
import io.lakehousesync.postgres.internal.schema.HeapIndex;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tracking by a column that is null until the row is copied. {@link MarkerBatch} copies the rows.
 */
record MarkerTracker(String column) implements Tracker {
  private static final Check FIRES_TRIGGERS =
      Check.info(
          "marking-fires-triggers",
          """
          SELECT format('Trigger %I of %s fires for each row that a copy marks.', g.tgname, heap),
                 'If it must fire only for the application, create it again with the condition'
                 ' WHEN (coalesce(current_setting(''lakehouse_sync.marking'', true), '''') = '''').'
          FROM it JOIN pg_trigger g ON g.tgrelid = heap_oid
          WHERE NOT g.tgisinternal AND (g.tgtype & 16) <> 0 AND g.tgenabled IN ('O', 'A')
            AND (g.tgattr = ''::int2vector OR EXISTS (
              SELECT FROM pg_attribute a
              WHERE a.attrelid = heap_oid AND a.attname = col AND a.attnum = ANY (g.tgattr)))
            AND CASE WHEN g.tgname LIKE '%lakehouse\\_sync\\_%' THEN false
                     WHEN g.tgqual IS NULL THEN true
                     ELSE pg_get_triggerdef(g.oid) NOT LIKE '%lakehouse\\_sync.marking%' END
          """);

  @Override
  public String guarantee(SyncTable table) {
    return ("inserts, exactly once; updates%s, if the update or the set-up's trigger sets %s to null;"
            + " deletes are not captured; each copied row is updated once, which fires the table's"
            + " UPDATE triggers")
        .formatted(
            table.mode().equals(Optional.of(WriteMode.APPEND)) ? " as further rows" : "", column);
  }

  @Override
  public List<String> ownColumns() {
    return List.of(column);
  }

  /**
   * A table without our triggers gets only a warning: the tracking then works as in the article
   * (see the glossary), in which each UPDATE statement sets the column to null.
   */
  @Override
  public List<UnmetRequirement> unmet(SyncTable table, TableColumns columns) {
    MarkerObjects own = new MarkerObjects(column, table, columns);
    HeapObjects objects = new HeapObjects(Kind.MARKER, table, columns);
    List<UnmetRequirement> unmet = new ArrayList<>();
    if (!columns.heap().containsKey(column)) {
      unmet.add(
          TrackingRequirements.column(
              table, column, List.of(objects.addColumn(column, "timestamp"))));
    } else if (!columns.isIndexedBy(column)) {
      unmet.add(TrackingRequirements.index(table, column));
    }
    unmet.addAll(triggers(table, columns, own));
    return unmet;
  }

  private List<UnmetRequirement> triggers(
      SyncTable table, TableColumns columns, MarkerObjects own) {
    if (!own.hasTriggers()) {
      List<SetupStatement> setup = new ArrayList<>(List.of(own.createFunction()));
      own.triggers().forEach(trigger -> setup.add(trigger.setup(table)));
      return List.of(
          UnmetRequirement.warning(
              Code.MARKER_WITHOUT_TRIGGER,
              "%s does not have the triggers of the set-up: an update that does not set %s to null itself is not captured."
                  .formatted(table.source(), Sql.identifier(column)),
              "Run the set-up (PgLakeSetup), which creates them; a verification finds the rows that were updated meanwhile.",
              setup));
    }
    List<UnmetRequirement> unmet = new ArrayList<>();
    if (!own.hasFunction()) {
      unmet.add(
          UnmetRequirement.error(
              Code.TRIGGER_OUTDATED,
              "The trigger function of %s is not the one of this version of the library: changes can be lost."
                  .formatted(table.source()),
              "which replaces it; a verification finds the rows that were updated meanwhile.",
              List.of(own.createFunction())));
    }
    for (OwnTrigger trigger : own.triggers()) {
      trigger
          .unmet(
              table,
              columns,
              "rows keep their mark and are not copied again",
              "which creates it again; the next copy then copies all rows, or stops until a new baseline (PgLakeSetup.newBaseline) if rows are only appended.")
          .ifPresent(unmet::add);
    }
    return unmet;
  }

  @Override
  public Optional<HeapIndex> index(Connection connection, SyncTable table, TableColumns columns) {
    return Optional.of(
        new HeapObjects(Kind.MARKER, table, columns)
            .index(List.of(column), Optional.of(Sql.identifier(column) + " IS NULL")));
  }

  @Override
  public List<Check> checks() {
    return List.of(PrivilegeChecks.missingUpdateOfColumn(), FIRES_TRIGGERS);
  }

  @Override
  public List<SetupStatement> baseline(
      Connection connection, SyncTable table, TableColumns columns) {
    return List.of(
        new HeapObjects(Kind.MARKER, table, columns)
            .statement("marks", new MarkerObjects(column, table, columns).resetMarks("true")));
  }

  @Override
  public Watermark watermark(CopyTask task) throws SQLException {
    Watermark marks = Tracker.super.watermark(task);
    Optional<String> waiting = IdentityCheckpoint.waiting(task, stateSql(task.columns(), column));
    return new Watermark(
        marks.copied(),
        marks.queue(),
        marks.keepsHistory(),
        waiting.isPresent() ? waiting : marks.blocked());
  }

  @Override
  public Cause cause(CopyTask task, Difference.Kind kind, long heapRows, boolean versions) {
    return kind == Difference.Kind.CHANGED
            && !task.columns().ownTriggers().isEnabled(MarkerObjects.UPDATE_TRIGGER)
        ? Cause.NOT_CAPTURED
        : Tracker.super.cause(task, kind, heapRows, versions);
  }

  @Override
  public Optional<String> copied(CopyTask task) {
    return Optional.of("r.%s IS NOT NULL".formatted(Sql.identifier(column)));
  }

  @Override
  public String changeExpression(SyncTable table, TableColumns columns) {
    return SqlTemplate.of(
            "SELECT CASE WHEN {changed} THEN 'changed' ELSE"
                + " (SELECT 'new' FROM {heap} WHERE {column} IS NULL LIMIT 1) END")
        .with(
            "changed",
            IdentityCheckpoint.changed(
                Sql.literal(table.target().toString()), stateSql(columns, column)))
        .with("heap", Sql.table(table.source()))
        .with("column", Sql.identifier(column))
        .sql();
  }

  /** Returns the expression for the present state of the partitions and triggers. */
  static String stateSql(TableColumns columns, String column) {
    return HeapState.sql(columns.heapOid(), false, MarkerObjects.TRIGGERS, Optional.of(column));
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    return IdentityCheckpoint.copy(task, new MarkerBatch(task, column));
  }
}
