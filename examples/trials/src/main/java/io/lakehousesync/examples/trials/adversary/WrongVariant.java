package io.lakehousesync.examples.trials.adversary;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A capture from which one mechanism is taken away, to show that the run can fail.
 *
 * <p>Each variant has a heap table and targets of its own. The library copies them; the mechanism
 * is taken away by SQL around it. In SQL, {@code {t}} is the heap table, {@code {tombstones}} its
 * table of tombstones, and {@code {target}} the first Iceberg table's name.
 *
 * <ul>
 *   <li>Tombstones and marks are taken away by a trigger on the table of tombstones, which discards
 *       some of its rows.
 *   <li>What a copy remembers of partitions, files and triggers is replaced by the present state
 *       before each copy, so that the copy sees no change.
 *   <li>Where core sees that an object is missing or in a wrong state, it copies nothing. Then the
 *       variant is <em>stopped</em>, which is as good as a wrong row.
 * </ul>
 */
@SuppressWarnings("ImmutableEnumChecker") // The lists are made by List.of, and never change.
enum WrongVariant {
  /**
   * The stamp sets the id of an inserted row, and a trigger that fires after it puts back the id
   * that the row brought.
   */
  STAMP_ON_INSERT(
      Form.PLAIN,
      List.of(RowAttack.INSERT_WITH_OLD_ID, RowAttack.TO_ARCHIVE, RowAttack.FROM_ARCHIVE),
      List.of(
          """
          CREATE FUNCTION {t}_keep_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_NAME = 'a_remember' THEN PERFORM set_config('adversary.id', NEW.sync_xid::text, true);
            ELSE NEW.sync_xid := current_setting('adversary.id')::xid8; END IF;
            RETURN NEW; END $$""",
          "CREATE TRIGGER a_remember BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_keep_id()",
          "CREATE TRIGGER zzz_put_back BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_keep_id()",
          "ALTER TABLE {t} ENABLE ALWAYS TRIGGER a_remember",
          "ALTER TABLE {t} ENABLE ALWAYS TRIGGER zzz_put_back"),
      List.of()),

  /** No key of a deleted row, and no old key of a changed one, is recorded. */
  TOMBSTONES(
      Form.PLAIN,
      List.of(RowAttack.DELETE, RowAttack.MERGE),
      discard("NOT NEW.truncated"),
      List.of()),

  /** No old key of a changed row is recorded. The application's triggers show where it would be. */
  TOMBSTONES_OF_CHANGED_KEYS(
      Form.PLAIN,
      List.of(RowAttack.CHANGE_KEY, RowAttack.SWAP_KEYS),
      concat(
          List.of(
              """
              CREATE FUNCTION {t}_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                PERFORM set_config('adversary.key', CASE TG_NAME WHEN 'l' THEN 'change' ELSE '' END, true);
                RETURN NULL; END $$""",
              "CREATE TRIGGER l AFTER UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_note()",
              "CREATE TRIGGER m AFTER UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_note()",
              "ALTER TABLE {t} ENABLE ALWAYS TRIGGER l",
              "ALTER TABLE {t} ENABLE ALWAYS TRIGGER m"),
          discard("current_setting('adversary.key', true) = 'change'")),
      List.of()),

  /** No TRUNCATE is recorded. */
  TRUNCATE_MARKS(Form.PLAIN, List.of(RowAttack.TRUNCATE), discard("NEW.truncated"), List.of()),

  /** In a subscription, no deleted row is recorded: the row-level twin does nothing. */
  REPLICA_TWIN(
      Form.PLAIN,
      List.of(RowAttack.DELETE),
      discard("NOT NEW.truncated AND current_setting('session_replication_role') = 'replica'"),
      List.of()),

  /** The triggers have PostgreSQL's default state, in which they do not fire in a subscription. */
  ENABLE_ALWAYS(
      Form.PLAIN,
      List.of(RowAttack.UPDATE),
      List.of(
          "ALTER TABLE {t} ENABLE TRIGGER zz_lakehouse_sync_update",
          "ALTER TABLE {t} ENABLE TRIGGER zz_lakehouse_sync_insert"),
      List.of()),

  /** A copy does not see which partitions came and went. */
  LEAF_LIST(Form.RANGE, List.of(StructureAttack.PARTITION), List.of(), LeafSabotage.LIST),

  /** A copy does not see that a partition has another file. */
  FILE_NODE(
      Form.RANGE, List.of(StructureAttack.TRUNCATE_PARTITION), List.of(), LeafSabotage.FILE_NODE),

  /** A copy does not see that triggers were disabled for a while, or created again. */
  TRIGGER_IDENTITY(
      Form.PLAIN,
      List.of(StructureAttack.TRIGGERS_OFF_IN_ONE_TRANSACTION),
      List.of(),
      LeafSabotage.TRIGGERS),

  /** A copy does not see that values of an enum were renamed. */
  ENUM_LABELS(Form.NUMERIC, List.of(StructureAttack.RENAME_VALUE), List.of(), LeafSabotage.LABELS),

  /**
   * A copy believes that every transaction id was assigned already: in its search path, another
   * function hides PostgreSQL's. Rows come from a cluster that was ahead.
   */
  FUTURE_CHECK(
      Form.PLAIN, List.of(StructureAttack.RESTORE_FROM_ANOTHER_CLUSTER), List.of(), List.of()),

  /** A copy of one target removes the tombstones that another target has not copied yet. */
  PRUNING_BY_ALL_TARGETS(
      Form.PLAIN,
      List.of(RowAttack.DELETE),
      List.of(),
      List.of(
          """
          DELETE FROM {tombstones} WHERE pg_visible_in_snapshot(sync_xid, (
            SELECT position::pg_snapshot FROM lakehouse_sync.checkpoint WHERE target = '{target}'))"""));

  private final Form form;
  private final List<Attack> needs;
  private final List<String> afterSetup;
  private final List<String> beforeCopy;

  /**
   * @param needs the attacks for which the mechanism is needed
   * @param afterSetup statements that run once
   * @param beforeCopy statements that run before each copy
   */
  WrongVariant(Form form, List<Attack> needs, List<String> afterSetup, List<String> beforeCopy) {
    this.form = form;
    this.needs = needs;
    this.afterSetup = afterSetup;
    this.beforeCopy = beforeCopy;
  }

  /** Returns the name in {@code --tracking}. */
  String variantName() {
    return "without-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Form form() {
    return form;
  }

  List<Attack> needs() {
    return needs;
  }

  List<String> afterSetup() {
    return afterSetup;
  }

  List<String> beforeCopy() {
    return beforeCopy;
  }

  /** Returns statements that create a trigger which discards tombstones. */
  private static List<String> discard(String condition) {
    return List.of(
        """
        CREATE FUNCTION {t}_discard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          RETURN NULL; END $$""",
        "CREATE TRIGGER discard BEFORE INSERT ON {tombstones} FOR EACH ROW WHEN (%s) EXECUTE FUNCTION {t}_discard()"
            .formatted(condition),
        "ALTER TABLE {tombstones} ENABLE ALWAYS TRIGGER discard");
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
