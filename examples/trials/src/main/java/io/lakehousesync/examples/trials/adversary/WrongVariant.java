package io.lakehousesync.examples.trials.adversary;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The default tracking without one of its mechanisms. Each wrong variant must fail. This shows that
 * the test can detect a fault.
 *
 * <p>Each variant has its own heap table and targets. The code of the library is not changed:
 * additional SQL disables the mechanism. In SQL, {@code {t}} is the heap table, {@code
 * {tombstones}} is its table of tombstones (the recorded deletes), and {@code {target}} is the name
 * of the first Iceberg table.
 *
 * <ul>
 *   <li>A trigger on the table of tombstones discards some rows, so that tombstones or marks of
 *       TRUNCATE are missing.
 *   <li>Before each copy, SQL overwrites the stored state of partitions, files and triggers with
 *       the present state. So the copy sees no change.
 *   <li>If the library detects that an object is missing or in a wrong state, it copies nothing.
 *       Then the variant is <em>stopped</em>. This counts as a failure, like a wrong row.
 * </ul>
 */
@SuppressWarnings("ImmutableEnumChecker") // The lists are made by List.of, and never change.
enum WrongVariant {
  /**
   * The library's trigger sets the transaction id of an inserted row. A later trigger puts back the
   * id that the row had before.
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

  /**
   * The key of a deleted row is not recorded. If a key is changed, the old key is not recorded
   * either.
   */
  TOMBSTONES(
      Form.PLAIN,
      List.of(RowAttack.DELETE, RowAttack.MERGE),
      discard("NOT NEW.truncated"),
      List.of()),

  /**
   * If a key is changed, the old key is not recorded. Two other triggers on the table tell the
   * discarding trigger which rows are old keys.
   */
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

  /** No TRUNCATE is recorded, and a copy does not see that the table has a new file. */
  TRUNCATES(
      Form.PLAIN, List.of(RowAttack.TRUNCATE), discard("NEW.truncated"), LeafSabotage.FILE_NODE),

  /** In a subscription, the key of a deleted row is not recorded. In other sessions it is. */
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

  /** A copy does not see which partitions were added or removed. */
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
   * Rows come from a cluster whose transaction ids were ahead. A copy treats every transaction id
   * as already assigned, because a function in its search path hides the function of PostgreSQL.
   */
  FUTURE_CHECK(
      Form.PLAIN, List.of(StructureAttack.RESTORE_FROM_ANOTHER_CLUSTER), List.of(), List.of()),

  /**
   * A copy deletes no row whose heap row exists and does not pass the filter: it replaces only rows
   * that pass the filter.
   */
  ROWS_THAT_LEAVE_THE_FILTER(Form.PLAIN, List.of(RowAttack.UPDATE), List.of(), List.of()),

  /** A host's check for changes finds none, so that the host does not copy the table any more. */
  CHECK_FOR_CHANGES(Form.PLAIN, List.of(RowAttack.UPDATE), List.of(), List.of()),

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
   * @param needs the attacks that copies miss without the mechanism
   * @param afterSetup statements that run once
   * @param beforeCopy statements that run before each copy
   */
  WrongVariant(Form form, List<Attack> needs, List<String> afterSetup, List<String> beforeCopy) {
    this.form = form;
    this.needs = needs;
    this.afterSetup = afterSetup;
    this.beforeCopy = beforeCopy;
  }

  /** Returns the variant's name in {@code --tracking}. */
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

  /**
   * Returns statements that create a trigger. The trigger discards tombstones that meet the
   * condition.
   */
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
