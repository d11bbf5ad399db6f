package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.OwnTrigger.Fires;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import java.util.List;

/**
 * The SQL of the triggers for tracking by marker. The triggers reset the mark of each row that is
 * written, so that no writer can keep an old mark. Only the copy may mark a row. The trigger leaves
 * the new mark in place only if the transaction has set {@code lakehouse_sync.marking} and the
 * earlier mark is null. Only the copy marks rows in this way.
 */
public record MarkerObjects(String column, SyncTable table, TableColumns columns) {
  /** A setting whose value is the heap table's oid while a copy marks rows. */
  private static final String SETTING = "lakehouse_sync.marking";

  private static final String BODY =
      """

      BEGIN
        IF TG_OP = 'INSERT' THEN
          NEW.{column} := NULL;
        ELSIF OLD.{column} IS NOT NULL OR NEW.{column} IS NULL
            OR current_setting('lakehouse_sync.marking', true) IS DISTINCT FROM '{heap}' THEN
          NEW.{column} := NULL;
        END IF;
        RETURN NEW;
      END
      """;

  /** The function runs with the rights of the writer. It evaluates no column except the marker. */
  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, pg_temp AS {body}""";

  private static final String ON_UPDATE =
      "CREATE OR REPLACE TRIGGER {trigger} BEFORE UPDATE ON {heap}"
          + " FOR EACH ROW EXECUTE FUNCTION {function}()";

  private static final String ON_INSERT =
      "CREATE OR REPLACE TRIGGER {trigger} BEFORE INSERT ON {heap}"
          + " FOR EACH ROW WHEN (NEW.{column} IS NOT NULL) EXECUTE FUNCTION {function}()";

  /** The trigger that makes updates visible to the copy. */
  public static final String UPDATE_TRIGGER = HeapObjects.trigger(Kind.MARKER);

  private static final String INSERT_TRIGGER = UPDATE_TRIGGER + "_insert";

  /** The names of both triggers. */
  public static final List<String> TRIGGERS = List.of(UPDATE_TRIGGER, INSERT_TRIGGER);

  /** Returns the triggers that the heap table needs. */
  public List<OwnTrigger> triggers() {
    return List.of(
        new OwnTrigger(UPDATE_TRIGGER, Fires.ALWAYS, trigger(ON_UPDATE, UPDATE_TRIGGER).sql()),
        new OwnTrigger(
            INSERT_TRIGGER,
            Fires.ALWAYS,
            trigger(ON_INSERT, INSERT_TRIGGER).with("column", Sql.identifier(column)).sql()));
  }

  private SqlTemplate trigger(String template, String name) {
    return SqlTemplate.of(template)
        .with("trigger", name)
        .with("heap", Sql.table(table.source()))
        .with("function", function());
  }

  /** Returns whether the heap table has one of the triggers. */
  public boolean hasTriggers() {
    return TRIGGERS.stream().anyMatch(name -> columns.ownTriggers().find(name).isPresent());
  }

  /** Returns whether each existing trigger calls the function of this version. */
  public boolean hasFunction() {
    return TRIGGERS.stream()
        .flatMap(name -> columns.ownTriggers().find(name).stream())
        .allMatch(trigger -> trigger.function().equals(body()));
  }

  /**
   * Returns the statement that creates the function, or replaces the function of an earlier
   * version.
   */
  public SetupStatement createFunction() {
    return new SetupStatement(
        "function %s of %s".formatted(function(), table.source()),
        SqlTemplate.of(FUNCTION)
            .with("function", function())
            .with("body", Sql.dollarQuoted(body()))
            .sql());
  }

  private String body() {
    return SqlTemplate.of(BODY)
        .with("column", Sql.identifier(column))
        .with("heap", columns.heapOid())
        .sql();
  }

  private String function() {
    return new HeapObjects(Kind.MARKER, table, columns).inOurSchema();
  }

  /** Returns the statement that lets this transaction mark rows. */
  public String begin() {
    return "SET LOCAL %s = '%s'".formatted(SETTING, columns.heapOid());
  }

  /** Returns the statement after which this transaction can no longer mark rows. */
  public String end() {
    return "SET LOCAL %s = ''".formatted(SETTING);
  }

  /**
   * Returns the statements that reset marks, so that the rows are copied again.
   *
   * @param condition which rows of the heap table {@code r} to reset, as SQL
   */
  public String resetMarks(String condition) {
    return "%s;\nUPDATE %s AS r SET %3$s = NULL WHERE r.%3$s IS NOT NULL AND %4$s;\n%5$s"
        .formatted(begin(), Sql.table(table.source()), Sql.identifier(column), condition, end());
  }
}
